// A browser's disk for simulations of what a device keeps: it can be full, abort what it took, never answer,
// and be cleared or closed under the pages.
import { forceCloseDatabase, IDBFactory } from 'fake-indexeddb'
import { answer } from '../../../client/replica/storage/database.ts'
import type { Random } from '../random.ts'

/** Of a tab: once it is over, it writes nothing more. */
export interface Life {
  isOver: boolean
}

export class DeviceDisk {
  readonly factory = new IDBFactory()
  readonly #random: Random
  readonly #open = new Set<IDBDatabase>()
  isFull = false
  /** One transaction of three is aborted, some of them late. */
  isFaulty = false
  /** Bases are not opened. */
  isSilent = false
  readonly #late: (() => void)[] = []

  constructor(random: Random) {
    this.#random = random
  }

  heal(): void {
    this.isFull = this.isFaulty = this.isSilent = false
  }

  /** Bases that were not opened open late. */
  openLate(): void {
    for (const open of this.#late.splice(0)) open()
  }

  /** The names of all bases, with whose and of which place they are. */
  async bases(): Promise<{ name: string; member: string; place: string }[]> {
    const all = await this.factory.databases()
    return all.flatMap(({ name = '' }) => {
      const [, member = '', kind, place = ''] = name.split(' ')
      return kind === 'base' ? [{ name, member, place }] : []
    })
  }

  /** The browser closes all bases under the pages. */
  closeBases(): void {
    for (const database of this.#open) if (database.name.includes(' base ')) close(database)
  }

  /** Empties the databases whose names are such, as a browser that needs the room. */
  async clear(which: (name: string) => boolean): Promise<void> {
    for (const { name } of await this.factory.databases()) {
      if (name === undefined || !which(name)) continue
      const database = await answer(this.factory.open(name))
      const stores = [...database.objectStoreNames]
      const transaction = database.transaction(stores, 'readwrite')
      await Promise.all(stores.map((store) => answer(transaction.objectStore(store).clear())))
      database.close()
    }
    for (const database of this.#open) if (which(database.name)) close(database)
  }

  /** The disk as one tab has it. */
  of(life: Life): IDBFactory {
    return new Proxy(this.factory, {
      get: (target, property) => {
        if (property === 'open')
          return (name: string, version?: number) => {
            const open = (): IDBOpenDBRequest => {
              const request = target.open(name, version)
              request.addEventListener('success', () => this.#watch(request.result, life))
              return request
            }
            return this.isSilent && name.includes(' base ') ? this.#openLate(open) : open()
          }
        const value: unknown = Reflect.get(target, property, target)
        return typeof value === 'function' ? (value.bind(target) as unknown) : value
      },
    })
  }

  #openLate(open: () => IDBOpenDBRequest): EventTarget {
    const late = Object.assign(new EventTarget(), { result: null as IDBDatabase | null })
    this.#late.push(() => {
      const request = open()
      for (const type of ['upgradeneeded', 'success']) {
        request.addEventListener(type, () => {
          late.result = request.result
          const event = new Event(type)
          late.dispatchEvent(event)
          // y-indexeddb listens so.
          const handler: unknown = Reflect.get(late, `on${type}`)
          if (typeof handler === 'function') handler.call(late, event)
        })
      }
    })
    return late
  }

  #watch(database: IDBDatabase, life: Life): void {
    this.#open.add(database)
    const begin = database.transaction.bind(database)
    database.transaction = (...given) => {
      const transaction = begin(...given)
      if (transaction.mode === 'readonly') return transaction
      const isLate = this.isFaulty && this.#random.below(2) === 0
      const fails = this.isFull || life.isOver || (this.isFaulty && this.#random.below(3) === 0)
      if (!fails) return transaction
      transaction.commit = () => undefined
      if (isLate) setImmediate(() => abort(transaction))
      else queueMicrotask(() => abort(transaction))
      return transaction
    }
  }
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort()
  } catch {
    // It has ended.
  }
}

function close(database: IDBDatabase): void {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its types ask for the class instead of one of it
  forceCloseDatabase(database as unknown as Parameters<typeof forceCloseDatabase>[0])
}
