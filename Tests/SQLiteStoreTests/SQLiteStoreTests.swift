import SQLiteStore
import Testing
