// The homes of people: a small world for each, made when somebody first comes anywhere.
import {
  addressOf,
  makeLineId,
  makeWorldId,
  parseAddress,
  parseWorldId,
  parseWorldName,
  type Address,
  type MemberId,
  type RandomBytes,
  type WorldId,
} from '../../../shared/world/address.ts'
import { homeTitle, initHome } from '../../../shared/starters/home-world.ts'
import type { NewWorldRecord, PersonRecord, Store } from '../../storage/store.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { ServerClock } from '../../sync/sync-server.ts'
import { firstScene } from '../../sync/rooms/first-scene.ts'

const WELCOME = parseAddress('inkland/welcome')
/** How many addresses are tried for a home: worlds of others may have the first ones. */
const ADDRESSES_MAX = 100

export interface HomesOptions {
  readonly store: Store
  readonly clock: ServerClock
  readonly random: RandomBytes
  /** Whether homes belong to their people; if not, to nobody, as in an open node. */
  readonly ownedHomes?: boolean
}

export class Homes {
  readonly #options: HomesOptions
  readonly #making = new Map<MemberId, Promise<WorldRecord>>()

  constructor(options: HomesOptions) {
    this.#options = options
  }

  /** Somebody's home, in the bin or not; made where there is none. */
  async of(person: PersonRecord, name: string): Promise<WorldRecord> {
    const known = person.home && (await this.#options.store.findById(person.home))
    if (known) return known
    const making = this.#making.get(person.id) ?? this.#make(person, name)
    this.#making.set(person.id, making)
    return making.finally(() => this.#making.delete(person.id))
  }

  async #make(person: PersonRecord, name: string): Promise<WorldRecord> {
    const { store } = this.#options
    const home = await this.#create(person, name)
    await store.changePerson(person.id, { home: home.id })
    return home
  }

  async #create(person: PersonRecord, name: string): Promise<WorldRecord> {
    const { store, clock, random, ownedHomes = false } = this.#options
    const owner = ownedHomes ? person.id : null
    // The same id whenever it is made, so that one that was made before the power failed is found.
    const id = parseWorldId(`home-${person.body}`.slice(0, 64))
    if (id === null) throw new Error('an id of a body is part of an id')
    const { body, look } = person
    const portal = await this.#welcome()
    const at = clock.now()
    const scene = firstScene((doc) => initHome(doc, { name, body, look, portal }, random), {
      member: person.id,
      at,
      random,
    })
    const line = makeLineId(random)
    let home: Omit<NewWorldRecord, 'address'> = {
      id,
      line,
      title: homeTitle(name),
      at,
      scene,
      isLiving: false,
      owner,
    }
    for (const address of addressesOf(person)) {
      const made = (await store.create({ ...home, address })) ?? (await store.findById(home.id))
      if (made === null) continue
      if (made.owner === owner) return made
      // Somebody brought a world from elsewhere that says to be this home.
      home = { ...home, id: anotherHomeId(random) }
      const another = await store.create({ ...home, address })
      if (another !== null) return another
    }
    throw new Error(`all addresses for a home of ${person.account} are taken`)
  }

  /** Where everybody begins, if it is there. */
  async #welcome(): Promise<Address | null> {
    const world = WELCOME && (await this.#options.store.find(WELCOME))
    return world && world.binnedAt === null ? world.address : null
  }
}

/** Whether a world is, or was made as, somebody's home. */
export const isHome = (world: WorldId): boolean => world.startsWith('home-')

/** The id of a home that could not have its usual one; it begins alike, so that it is known as one. */
function anotherHomeId(random: RandomBytes): WorldId {
  const id = parseWorldId(`home-${makeWorldId(random)}`)
  if (id === null) throw new Error('an id with a word before it is an id')
  return id
}

function* addressesOf({ account }: PersonRecord): Generator<Address> {
  for (let number = 1; number <= ADDRESSES_MAX; number++) {
    const word = parseWorldName(number === 1 ? 'home' : `home-${number}`)
    if (word !== null) yield addressOf(account, word)
  }
}
