// What one node calls something, and what another one calls it: addresses and accounts that go from node to
// node are told as the one that hears them has them.
import type { AccountName, Address, NodeName } from './address.ts'

/**
 * An address or an account as `from` has it, as `to` has it: what is `from`'s own gets its name, what is
 * `to`'s loses it.
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
