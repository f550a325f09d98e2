#pragma once
// The keys that were seen in a run, as 128 bits of a hash each, and the number of the record that had each first.
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

// Of SHA-256: no two different keys have the same, neither by chance nor on purpose.
struct KeyHash {
  uint64_t low, high;
  bool operator==(const KeyHash &other) const { return low == other.low && high == other.high; }
};

// Open addressing, two thirds full at most: 24 to 48 bytes a key, or 36 to 72 with numbers.
class SeenKeys {
public:
  explicit SeenKeys(bool has_numbers) : has_numbers(has_numbers), slots(1 << 4), numbers(has_numbers ? 1 << 4 : 0) {}

  size_t count() const { return used; }
  // What a worker's 2 GB have room for, while the table grows too.
  size_t most() const { return has_numbers ? 20000000 : 40000000; }

  // Makes room for as many more, so that places stay what they are until they are there.
  void reserve(size_t more) {
    while (3 * (used + more) > 2 * slots.size()) grow();
  }

  void prefetch(KeyHash hash) const { __builtin_prefetch(&slots[hash.low & (slots.size() - 1)]); }

  // Where the key is or was put, and whether it was there before. `reserve` made room for it.
  std::pair<size_t, bool> insert(KeyHash hash, uint64_t number) {
    size_t place = find(hash);
    if (!is_free(place)) return {place, true};
    slots[place] = hash;
    if (has_numbers) numbers[place] = number;
    used++;
    return {place, false};
  }
  uint64_t number(size_t place) const { return numbers[place]; }

  // Forgets the key that was put there last.
  void take_back(size_t place) {
    slots[place] = {};
    used--;
  }

private:
  bool has_numbers;
  size_t used = 0;
  std::vector<KeyHash> slots;  // zero where there is none
  std::vector<uint64_t> numbers;

  bool is_free(size_t place) const { return slots[place] == KeyHash{}; }

  size_t find(KeyHash hash) const {
    size_t mask = slots.size() - 1, place = hash.low & mask;
    while (!is_free(place) && !(slots[place] == hash)) place = (place + 1) & mask;
    return place;
  }

  void grow() {
    SeenKeys larger(has_numbers);
    larger.slots.resize(2 * slots.size());
    if (has_numbers) larger.numbers.resize(larger.slots.size());
    for (size_t place = 0; place < slots.size(); place++)
      if (!is_free(place)) larger.insert(slots[place], has_numbers ? numbers[place] : 0);
    *this = std::move(larger);
  }
};
