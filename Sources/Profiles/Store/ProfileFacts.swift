/// What is kept of a profile beside its document, as far as segments ask for it. Throws as ``ProfileReader`` does.
public protocol ProfileFacts: AnyObject {
}
