// Members, and the worlds of their avatars, as the store in memory keeps them.
import type { AccountName, ArtifactId, MemberId } from '../../../shared/world/address.ts'
import type { AvatarMove, PersonChange, PersonRecord } from '../../../server/storage/store.ts'
import type { WorldKey } from '../../../server/contracts/world-record.ts'

export class MemoryPeople {
  readonly #people = new Map<MemberId, PersonRecord>()

  get(id: MemberId): PersonRecord | null {
    return this.#people.get(id) ?? null
  }

  of(body: ArtifactId): PersonRecord | null {
    return [...this.#people.values()].find((person) => person.body === body) ?? null
  }

  named(account: AccountName): PersonRecord | null {
    return [...this.#people.values()].find((person) => person.account === account) ?? null
  }

  taken(accounts: readonly AccountName[]): AccountName[] {
    return accounts.filter((account) => this.named(account) !== null)
  }

  in(world: WorldKey): PersonRecord[] {
    return [...this.#people.values()].filter(({ at }) => at === world).sort((a, b) => (a.id < b.id ? -1 : 1))
  }

  /** Null when the account or the body is somebody else's. */
  introduce({ id, account, body, look }: Omit<PersonRecord, 'home' | 'at'>): PersonRecord | null {
    const known = this.#people.get(id)
    if (known !== undefined) return known
    for (const other of this.#people.values()) {
      if (other.account === account || other.body === body) return null
    }
    const record = { id, account, body, look: { ...look }, home: null, at: null }
    this.#people.set(id, record)
    return record
  }

  change(id: MemberId, { look, home, account }: PersonChange): PersonRecord | null {
    const known = this.#people.get(id)
    if (known === undefined || (account !== undefined && this.#isTaken(account, id))) return null
    const changed = {
      ...known,
      look: look ? { ...look } : known.look,
      home: home ?? known.home,
      account: account ?? known.account,
    }
    this.#people.set(id, changed)
    return changed
  }

  #isTaken(account: AccountName, id: MemberId): boolean {
    return [...this.#people.values()].some((other) => other.account === account && other.id !== id)
  }

  isAt(id: MemberId, world: WorldKey | null): boolean {
    return this.#people.get(id)?.at === world
  }

  pass({ person, to }: AvatarMove): void {
    const known = this.#people.get(person)
    if (known !== undefined) this.#people.set(person, { ...known, at: to })
  }

  /** A world is gone: people who were there are nowhere. */
  leave(world: WorldKey): void {
    for (const { id } of this.in(world)) this.pass({ person: id, from: world, to: null })
  }
}
