// Two nodes have different names for the same thing: addresses and accounts that go from node to node are
// translated to those of the receiver.
import type { AccountName, Address, NodeName } from './address.ts'

/**
 * An address or an account of `from`, as `to` names it: names of `from` itself get its name, names of `to`
 * lose it.
 */
export function nameAsSeenFrom<Name extends Address | AccountName>(
  name: Name,
  from: NodeName,
  to: NodeName,
): Name {
  const [account = '', ...rest] = name.split('/')
  const at = account.indexOf('@')
  const node = at < 0 ? from : account.slice(at + 1)
  const word = at < 0 ? account : account.slice(0, at)
  return [node === to ? word : `${word}@${node}`, ...rest].join('/') as Name
}
