// Somebody of ours has a new name: the nodes whose worlds they have open, or are in, are told soon. A request
// in their name carries a voucher, and that says how they are called.
import type { Clock } from '../../../shared/time/clock.ts'
import { nodeOf, type Address, type MemberId } from '../../../shared/world/address.ts'
import type { MemberPeople } from '../../accounts/directory/member-people.ts'

/** A person who tries several names is told once in so long, in ms. */
const SETTLED_MS = 3_000
/** Of so many people it is remembered which name was told. */
const TOLD_MAX = 10_000

export function tellNewNames({
  people,
  clock,
  worldsOf,
  introduce,
}: {
  readonly people: Pick<MemberPeople, 'onChanged' | 'renamed'>
  readonly clock: Pick<Clock, 'after'>
  /** The worlds of other nodes that somebody has open, or is in. */
  readonly worldsOf: (member: MemberId) => readonly Address[]
  /** The node of a world hears how somebody is called now. */
  readonly introduce: (member: MemberId, world: Address) => Promise<void>
}): () => void {
  const toldNames = new Map<MemberId, string>()
  const waiting = new Set<MemberId>()

  function tellName(member: MemberId): void {
    waiting.delete(member)
    const name = people.renamed(member)
    if (name === null) return
    toldNames.delete(member)
    toldNames.set(member, name)
    const [oldest] = toldNames.keys()
    if (toldNames.size > TOLD_MAX && oldest !== undefined) toldNames.delete(oldest)
    const byNode = new Map(worldsOf(member).map((world) => [nodeOf(world), world]))
    // A node that cannot be asked hears it with the next line to it.
    for (const world of byNode.values()) introduce(member, world).catch(() => undefined)
  }

  return people.onChanged((member) => {
    const name = people.renamed(member)
    const isTold = name === null || toldNames.get(member) === name
    if (isTold || waiting.has(member) || worldsOf(member).length === 0) return
    waiting.add(member)
    clock.after(SETTLED_MS, () => tellName(member))
  })
}
