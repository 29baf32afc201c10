// Two nodes between which a thing changes hands: real records on a real store, and a network that loses,
// doubles and delays messages. Either node can end at any step, with its next work left undone, and begins
// again from its disk.
import * as Y from 'yjs'
import {
  createRecordTables,
  type TableChange,
  type RecordTables,
} from '../../../server/records/record-tables.ts'
import type {
  PutTo,
  HandoverRefusal,
  Remote,
  TakeFrom,
  TakenThings,
  TransferWorlds,
} from '../../../server/peers/transfers/transfer-ports.ts'
import { openReceiving, type TransferReceiver } from '../../../server/peers/transfers/transfer-receiver.ts'
import { openSending, type TransferSender } from '../../../server/peers/transfers/transfer-sender.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { StoreFault, type Store } from '../../../server/storage/store.ts'
import type { WorldRecord } from '../../../server/contracts/world-record.ts'
import { believedAges } from '../../../server/records/age-clock.ts'
import type { TransferAnswer } from '../../../shared/wire/peers/transfer-bodies.ts'
import type { Carried } from '../../../shared/play/crossings/cargo.ts'
import {
  BEHAVIOR,
  makeArtifactId,
  makeLineId,
  parseAddress,
  parseNodeName,
  type ArtifactId,
  type MemberId,
  type NodeName,
} from '../../../shared/world/address.ts'
import { makeWorld } from '../../contract/made.ts'
import type { Random } from '../random.ts'
import type { VirtualTime } from '../time.ts'

/** A request that is not answered by then never is, in ms. */
const TIMEOUT_MS = 10_000
const DELAY_MS = 400

/** How much goes wrong. */
export interface Weather {
  /** The share of messages that are lost on the way there or back, or doubled; and of writes that fail. */
  lost: number
  doubled: number
  failing: number
  /** How often a world has no time, and how often it does not want the thing. */
  busy: number
  unwilling: number
}
export const FAIR: Weather = { lost: 0, doubled: 0, failing: 0, busy: 0, unwilling: 0 }

interface Life {
  isOver: boolean
}

const forEver = (): Promise<never> => new Promise(() => {})

/** The thing that changes hands, with something in it. */
export function lampOf(random: Random): readonly Carried[] {
  const thing = (host: ArtifactId | null, name: string): Carried => ({
    id: makeArtifactId(random.bytes),
    host,
    x: 0,
    y: 0,
    facing: 'down',
    made: { name, text: `# ${name}` },
    settings: {},
    memory: { lit: 3 },
    anchors: {},
  })
  const lamp = thing(null, 'lamp')
  return [lamp, thing(lamp.id, 'bulb')]
}

export class TransferNode {
  readonly name: NodeName
  readonly store = createMemoryStore()
  readonly member: MemberId
  sending: TransferSender | null = null
  receiving: TransferReceiver | null = null
  crashes = 0
  /** Ends at the so-manieth step from now on. */
  endsIn = Infinity
  readonly #time: VirtualTime
  readonly #random: Random
  readonly #weather: Weather
  readonly #onStep: () => void
  #world: WorldRecord | null = null
  #life: Life = { isOver: true }
  /** The things in its world, or in somebody's hand there, on the disk. */
  readonly #disk = new Y.Doc()
  other: TransferNode | null = null

  constructor(
    name: string,
    parts: { time: VirtualTime; random: Random; weather: Weather; member: MemberId; onStep: () => void },
  ) {
    const parsed = parseNodeName(name)
    if (parsed === null) throw new Error(`${name} is no node`)
    this.name = parsed
    this.#time = parts.time
    this.#random = parts.random
    this.#weather = parts.weather
    this.member = parts.member
    this.#onStep = parts.onStep
  }

  get address() {
    return parseAddress('bob/square')!
  }

  get square(): WorldRecord {
    if (this.#world === null) throw new Error('nothing is founded')
    return this.#world
  }

  get isUp(): boolean {
    return !this.#life.isOver
  }

  /** The things that anybody who looks can see here. */
  visible(): readonly string[] {
    return [...this.#disk.getMap<string>('things').keys()]
  }

  async found(things: readonly Carried[]): Promise<void> {
    this.#world = await makeWorld(this.store, 'square')
    const [lamp] = things
    if (lamp !== undefined) await this.#write(new Map([[lamp.id, JSON.stringify(things)]]), [])
    await this.boot()
  }

  async boot(): Promise<void> {
    const life = { isOver: false }
    this.#life = life
    const store = this.#storeOf(life)
    const tables = createRecordTables({
      store,
      onUnreadable: (kind, id) => {
        throw new Error(`${kind} ${id} cannot be read`)
      },
    })
    const clock = this.#time.mortal(life)
    const newId = (): string => makeLineId(this.#random.bytes)
    const parts = {
      tables,
      worlds: this.#worldsOf(life, tables),
      remote: this.#remoteOf(life),
      clock,
      ages: believedAges(clock),
      newId,
      onFault: () => {},
    }
    const sending = await openSending(parts)
    const receiving = await openReceiving(parts)
    if (life.isOver) return
    this.sending = sending
    this.receiving = receiving
    sending.resume()
    receiving.resume()
  }

  crash(): void {
    this.crashes += 1
    this.#life.isOver = true
    this.sending = null
    this.receiving = null
    this.endsIn = Infinity
  }

  /** One step of this node: it may be its last. */
  async #step(life: Life): Promise<void> {
    if (life.isOver) return forEver()
    this.endsIn -= 1
    if (this.endsIn <= 0) this.crash()
    if (life.isOver) return forEver()
  }

  #storeOf(life: Life): Store {
    return new Proxy(this.store, {
      get: (store, name) => {
        const method: unknown = Reflect.get(store, name)
        if (typeof method !== 'function') return method
        return async (...parameters: unknown[]) => {
          const isWrite = name === 'append' || name === 'changeRecords'
          await this.#step(life)
          if (isWrite && this.#random.fraction() < this.#weather.failing)
            throw new StoreFault('The disk failed.')
          const answer: unknown = await Reflect.apply(method, store, parameters)
          if (isWrite) this.#onStep()
          await this.#step(life)
          return answer
        }
      },
    })
  }

  /** Writes what stands in the world, with records, in one transaction. */
  async #write(
    put: ReadonlyMap<string, string | null>,
    records: Parameters<Store['append']>[2],
  ): Promise<void> {
    const copy = new Y.Doc()
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(this.#disk))
    const before = Y.encodeStateVector(copy)
    const things = copy.getMap<string>('things')
    for (const [id, text] of put)
      if (text === null) things.delete(id)
      else things.set(id, text)
    const bytes = Y.encodeStateAsUpdate(copy, before)
    const document = { world: this.#world!.key, kind: 'live' } as const
    const append = { document, bytes, member: BEHAVIOR, at: this.#time.now(), claims: [] }
    await this.store.append([append], [], records)
    Y.applyUpdate(this.#disk, bytes)
  }

  #worldsOf(life: Life, tables: RecordTables): TransferWorlds {
    const change = async (
      put: () => ReadonlyMap<string, string | null>,
      changes: readonly TableChange[],
    ): Promise<void> => {
      await tables.change(changes, async (records) => {
        await this.#step(life)
        if (this.#random.fraction() < this.#weather.failing) throw new StoreFault('The disk failed.')
        await this.#write(put(), records)
        this.#onStep()
        await this.#step(life)
        return true
      })
    }
    const refused = (isForGood: boolean): HandoverRefusal | null => {
      if (this.#random.fraction() < this.#weather.busy)
        return { why: 'It is just waking up.', isPassing: true }
      if (isForGood && this.#random.fraction() < this.#weather.unwilling)
        return { why: 'There is no room.', isPassing: false }
      return null
    }
    return {
      take: async (
        _from: TakeFrom,
        thing: ArtifactId,
        keep: (taken: TakenThings) => readonly TableChange[],
      ) => {
        await this.#step(life)
        const text = this.#disk.getMap<string>('things').get(thing)
        if (text === undefined) return { why: 'That is not in your hand.', isPassing: false }
        const taken: TakenThings = { world: this.#world!.id, things: JSON.parse(text) as readonly Carried[] }
        const no = refused(false)
        if (no !== null) return no
        const gone = (): ReadonlyMap<string, null> => {
          if (!this.#disk.getMap('things').has(thing)) throw new StoreFault('Somebody else has it by now.')
          return new Map([[thing, null]])
        }
        await change(gone, keep(taken))
        return taken
      },
      put: async (to: PutTo, things: readonly Carried[], keep: () => readonly TableChange[]) => {
        await this.#step(life)
        const no = refused(to.type === 'hands' || to.type === 'alone')
        if (no !== null) return no
        await change(() => new Map([[things[0]!.id, JSON.stringify(things)]]), keep())
        return null
      },
    }
  }

  #remoteOf(life: Life): Remote {
    const { name: self } = this
    const orRefused = async (answer: Promise<TransferAnswer | HandoverRefusal>): Promise<TransferAnswer> => {
      const came = await answer
      if ('isPassing' in came) throw new Error('not now')
      return came
    }
    return {
      offer: (_node, id, as, offer) =>
        this.#say(life, ({ receiving }) =>
          orRefused(receiving.offered(self, id, { member: as, account: `ada@${self}` }, offer)),
        ),
      takeBack: (_node, id) => this.#say(life, ({ receiving }) => orRefused(receiving.takenBack(self, id))),
      claim: (_node, id, as, loan) => this.#say(life, ({ sending }) => sending.claim(self, id, as, loan)),
      tell: (_node, id, answer) => this.#say(life, ({ sending }) => sending.answered(self, id, answer)),
      settled: (_node, ids) => this.#say(life, ({ receiving }) => receiving.settled(self, ids)),
    }
  }

  /** Says something to the other node: it may be lost, or come twice, and so may the answer. */
  async #say<Said>(
    life: Life,
    hear: (there: { sending: TransferSender; receiving: TransferReceiver }) => Promise<Said>,
  ): Promise<Said> {
    await this.#step(life)
    const { promise, resolve, reject } = Promise.withResolvers<Said>()
    const time = this.#time
    const random = this.#random
    const weather = this.#weather
    const isLost = (): boolean => random.fraction() < weather.lost
    const delay = (): number => (random.below(20) === 0 ? 2 * TIMEOUT_MS : random.below(DELAY_MS))
    const arrive = (): void => {
      const { sending = null, receiving = null } = this.other ?? {}
      if (sending === null || receiving === null) return
      hear({ sending, receiving }).then(
        (answer) => isLost() || time.after(delay(), () => resolve(answer)),
        () => time.after(delay(), () => reject(new Error('that node could not'))),
      )
    }
    if (!isLost()) time.after(delay(), arrive)
    if (random.fraction() < weather.doubled) time.after(delay() * 3, arrive)
    time.after(TIMEOUT_MS, () => reject(new Error('no answer')))
    const answer = await promise.catch(async (error: unknown) => {
      await this.#step(life)
      throw error
    })
    await this.#step(life)
    return answer
  }
}
