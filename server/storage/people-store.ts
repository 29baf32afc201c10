// A store's part about people: what members are called, and where the avatar of each is.
import type { AccountName, ArtifactId, MemberId, WorldId } from '../../shared/world/address.ts'
import type { AvatarLook } from '../../shared/world/avatar.ts'
import type { WorldKey } from '../contracts/world-record.ts'

/** A name that a member goes by, for the history. */
export interface MemberRecord {
  readonly id: MemberId
  readonly name: string
}

/** A member's person on this node, beside their name. */
export interface PersonRecord {
  readonly id: MemberId
  /** One word, that of nobody else here: their own worlds stand under it. */
  readonly account: AccountName
  /** The artifact in their home that is their body, that of nobody else here. */
  readonly body: ArtifactId
  readonly look: AvatarLook
  /** The world that is their home; null until it was made. */
  readonly home: WorldId | null
  /** The one world that may have their avatar; null while none has it. */
  readonly at: WorldKey | null
}

export interface PersonChange {
  readonly look?: AvatarLook
  readonly home?: WorldId
  readonly account?: AccountName
}

/** Somebody's avatar goes from one world to another: null is nowhere. */
export interface AvatarMove {
  readonly person: MemberId
  readonly from: WorldKey | null
  readonly to: WorldKey | null
}

export interface PeopleStore {
  /** Remembers what a member is called. */
  nameMember(member: MemberRecord): Promise<void>
  /** All members that have a name, by id. */
  members(): Promise<MemberRecord[]>
  /** Those of these members that have a name, by id. */
  membersBy(ids: readonly MemberId[]): Promise<MemberRecord[]>
  /** The person of a member, of a body or of an account; null if nobody was introduced. */
  person(id: MemberId): Promise<PersonRecord | null>
  personOf(body: ArtifactId): Promise<PersonRecord | null>
  personNamed(account: AccountName): Promise<PersonRecord | null>
  /** Those of these accounts that are somebody's, in any order. */
  takenAccounts(accounts: readonly AccountName[]): Promise<AccountName[]>
  /** Those whose avatar a world may have, by id. */
  peopleIn(world: WorldKey): Promise<PersonRecord[]>
  /**
   * Remembers a person, who is nowhere yet. A known person stays unchanged. Null if the account or the body
   * is another person's.
   */
  introduce(person: Omit<PersonRecord, 'home' | 'at'>): Promise<PersonRecord | null>
  /**
   * Changes how somebody looks, which world is their home, or the account; null when they were never
   * introduced, or the account is another's.
   */
  changePerson(id: MemberId, change: PersonChange): Promise<PersonRecord | null>
  /** Somebody goes, with nothing that is written; false when they are not where the passage begins. */
  pass(passage: AvatarMove): Promise<boolean>
  /**
   * From now on the client ids of one member belong to another, in all documents: a guest has signed in. The
   * log's rows keep saying who wrote them.
   */
  claimClients(from: MemberId, to: MemberId): Promise<void>
}
