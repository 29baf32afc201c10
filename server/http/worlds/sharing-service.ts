// The rights in a world, as its owner gives and sees them.
import { OFFER_MS, type Grant, type Sharing } from '../../../shared/wire/api/sharing-bodies.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { Audit, DeedName } from '../../accounts/directory/audit-log.ts'
import { TooMany } from '../../accounts/rights/right-records.ts'
import type { Rights } from '../../accounts/rights/world-rights.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { PersonName, PersonNames } from '../routing/person-names.ts'
import type { ProofRule } from '../routing/proof-rule.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import { sharedGroup } from './group-routes.ts'

export const OPEN_NODE = new HttpRefusal(
  409,
  'open',
  'On this node everyone can do everything. Start it with --access accounts to decide who can do what.',
)
const OVER = new HttpRefusal(400, 'malformed', 'That time has passed. Choose a later one.')
export const OWNS_IT = new HttpRefusal(409, 'owner', 'This world is already theirs.')
export const GUEST_OWNER = new HttpRefusal(
  409,
  'guest',
  'Guests cannot own a world. Ask them to create an account first.',
)
export const FOREIGN_OWNER = new HttpRefusal(
  409,
  'foreign',
  'People from other nodes cannot own a world here. Let them edit it, or send them a copy.',
)
const TOO_MANY = {
  people:
    'The list of people with access is full. Let in everyone who is signed in, or take someone’s access away.',
  groups: 'The list of groups with access is full. Take one off first.',
  nodes: 'The list of nodes with access is full. Take one off first.',
  links: 'There are as many links as there can be. Take one back first.',
  holders: 'This link has been used as often as it can be. Ask for a new one.',
  room: 'Whoever made this link has no room for more people here. Ask them to let you in by your name.',
  bans: 'The list of people sent out is full. Let someone back in first.',
  mutes: 'The list of muted people is full. Unmute someone first.',
  offers: 'They have as many offers as they can have. Ask them to answer those first.',
} as const

export interface SharingService {
  /** The rights of a node with accounts; refuses in an open node. */
  rights(): Rights
  /** The rights in a world, in the form for its owner. */
  of(member: Member, world: WorldRecord): Promise<Sharing>
  /** Gives somebody a right that they may have. */
  give(member: Member, world: WorldRecord, person: PersonName, right: Grant['right']): Promise<void>
}

interface SharingParts extends Pick<AccountServices, 'rights' | 'entrance' | 'accounts'> {
  readonly names: PersonNames
  readonly proof: ProofRule
  readonly audit: Audit
}

export function createSharingService(parts: SharingParts): SharingService {
  const { names, proof, audit } = parts

  function rightsHere(): Rights {
    if (parts.rights === null) throw OPEN_NODE
    return parts.rights
  }

  return {
    rights: rightsHere,
    async of(member, world) {
      const rights = rightsHere()
      const state = rights.stateOf(world)
      const offer = rights.offers.of(world)
      const { owner, people, nodes, groups, links, knocks, bans, mutes } = state
      const refs = await names.of([
        owner,
        ...people.map(([id]) => id),
        ...knocks.map(({ member }) => member),
        ...bans.map(([id]) => id),
        ...mutes,
        offer?.to ?? null,
      ])
      const named = <T extends object>(id: Member['id'], more: T) => {
        const ref = refs.get(id)
        return ref === undefined ? [] : [{ ...ref, ...more }]
      }
      return {
        owner: (owner && refs.get(owner)) ?? null,
        people: people.flatMap(([id, right]) => named(id, { right })),
        nodes: nodes.map(([node, right]) => ({ node, right })),
        groups: groups.flatMap(([id, right]) => sharedGroup(parts, member, id, right)),
        everyone: state.everyone,
        public: state.public,
        isFound: state.isFound,
        sites: [...state.sites],
        links: [...links],
        knocks: knocks.flatMap(({ member, words, at }) => named(member, { words, at })),
        banned: bans.flatMap(([id, until]) => named(id, { until })),
        muted: mutes.flatMap((id) => named(id, {})),
        offered:
          (offer && named(offer.to, { until: offer.at + OFFER_MS, isDeclined: offer.isDeclined })[0]) ?? null,
      }
    },
    async give(member, world, person, right) {
      const rights = rightsHere()
      if (rights.ownerOf(world) === person.id) throw OWNS_IT
      if (right === 'own' && !person.isAccount) throw person.isForeign ? FOREIGN_OWNER : GUEST_OWNER
      proof.judgeAtHome(member, world, right)
      await bounded(rights.grant(world, person.id, right))
      const what: DeedName = right === 'none' ? 'right.taken' : 'right.given'
      audit.note(member.id, what, world.address, { account: person.account, right })
    },
  }
}

/** Waits for a change that has a limit; where that is reached, refuses it and says why. */
export async function bounded<T>(done: Promise<T>): Promise<T> {
  try {
    return await done
  } catch (error) {
    if (!(error instanceof TooMany)) throw error
    const text = Object.entries(TOO_MANY).find(([what]) => what === error.message)?.[1]
    throw new HttpRefusal(409, 'bound', text ?? 'There are too many.')
  }
}

/** Refuses a time in the past. */
export function judgeUntil(clock: { now(): number }, until: number | null): void {
  if (until !== null && until <= clock.now()) throw OVER
}
