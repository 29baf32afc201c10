// The list of worlds as somebody sees it. In a node with accounts it says what they may do in each world, who
// owns it, and who else can see a world of theirs.
import { foreignPartsOf } from '../../../shared/world/address.ts'
import type { WorldSummary } from '../../../shared/wire/api/world-bodies.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { Rights } from '../../accounts/rights/world-rights.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import { askedSince, type Drafts } from '../../drafts/draft-table.ts'
import type { ForeignWorlds } from '../../peers/copies/foreign-worlds.ts'
import { summaryOf } from '../routing/request-lookup.ts'
import type { PersonNames } from '../routing/person-names.ts'

export async function listedFor(
  parts: Pick<AccountServices, 'rights' | 'rightOf'> & {
    readonly names: PersonNames
    readonly drafts: Drafts
  },
  member: Member,
  worlds: readonly WorldRecord[],
  /** Of other nodes: drafts here may be of them. */
  others: readonly WorldSummary[] = [],
): Promise<WorldSummary[]> {
  const { rights, rightOf, names } = parts
  const summarized = drafting(parts.drafts, [...worlds, ...others])
  if (rights === null) return worlds.map(summarized)
  const owners = worlds.map((world) => rights.ownerOf(world))
  const refs = await names.of(owners)
  return worlds.map((world, at): WorldSummary => {
    const right = rightOf(member, world)
    const owner = owners[at] ?? null
    return {
      ...summarized(world),
      right,
      owner: (owner && refs.get(owner)) ?? null,
      ...(right === 'own' && { seenBy: seenBy(rights, world) }),
    }
  })
}

/** Says of a draft which world it is a draft of, where that is among the worlds that somebody sees. */
function drafting(
  drafts: Drafts,
  seen: readonly Pick<WorldSummary, 'id' | 'address'>[],
): (world: WorldRecord) => WorldSummary {
  const addresses = new Map(seen.map(({ id, address }) => [id, address]))
  return (world) => {
    const draft = drafts.of(world.id)
    if (draft === null) return summaryOf(world)
    const { title, parent } = draft
    return { ...summaryOf(world), draft: { title, of: addresses.get(parent) ?? null, ...askedSince(draft) } }
  }
}

/** The worlds of other nodes that somebody visited. */
export async function foreignListFor(foreign: ForeignWorlds | null, member: Member): Promise<WorldSummary[]> {
  if (foreign === null) return []
  return (await foreign.list(member)).flatMap((world): WorldSummary[] => {
    const node = foreignPartsOf(world.address)?.node
    if (node === undefined) return []
    const right = foreign.rightOf(member, world)
    return [{ ...summaryOf(world), right, host: { node, state: foreign.stateOf(world) } }]
  })
}

function seenBy(rights: Rights, world: WorldRecord): NonNullable<WorldSummary['seenBy']> {
  const { everyone, public: anybody } = rights.opennessOf(world)
  if (anybody !== 'none') return 'public'
  if (everyone !== 'none') return 'everyone'
  return rights.isShared(world) ? 'some' : 'me'
}
