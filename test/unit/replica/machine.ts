// A browser on somebody's machine, for tests: a disk that can be full, a network that can be away or break at
// a chosen moment, tabs that are closed or crash. Sockets, channels and IndexedDB's semantics are real.
import { randomBytes } from 'node:crypto'
import { forceCloseDatabase, IDBFactory } from 'fake-indexeddb'
import { openBroadcastChannel, openWebSocket } from '../../../client/replica/browser.ts'
import { systemClock } from '../../../client/device/system-clock.ts'
import { answer } from '../../../client/replica/storage/database.ts'
import { openDevice, type Device } from '../../../client/replica/storage/device.ts'
import { Replica } from '../../../client/replica/replica.ts'
import type { Channel, BrowserPlatform } from '../../../client/device/browser-platform.ts'
import type { Clock } from '../../../shared/time/clock.ts'
import type { Socket, SocketEvents } from '../../../shared/wire/frames/socket-contract.ts'
import {
  parseMemberId,
  type Address,
  type MemberId,
  type RandomBytes,
} from '../../../shared/world/address.ts'

export interface Tab {
  readonly device: Device
  readonly replica: Replica
  close(): Promise<void>
  /** Ends as when the browser is killed: nothing is said, nothing more is written. */
  crash(): void
}
import { socketClass } from '../../support/socket-class.ts'
import { until } from '../sync/until.ts'
import { bindWith } from './bind-base.ts'

/** Sees every frame on its way: it passes, is lost, or breaks the socket. */
export type Wiretap = (
  event: 'open' | 'sent' | 'received',
  frame: Uint8Array | null,
  document: 'scene' | 'live',
) => 'pass' | 'lose' | 'break'

interface MachineOptions {
  readonly random?: RandomBytes
  readonly clock?: Clock
  /** A disk that another machine made: two people use one browser. */
  readonly disk?: IDBFactory
  readonly hasDisk?: boolean
  readonly hasChannels?: boolean
  /** When there is something to look at; at once, unless given. */
  readonly shown?: Promise<void>
}

let machines = 0

export class Machine {
  readonly member: MemberId
  /** Errors that a replica reported. */
  readonly reported: unknown[] = []
  isOnline = true
  isDiskFull = false
  wiretap: Wiretap = () => 'pass'
  readonly #options: MachineOptions
  readonly #name = `machine ${(machines += 1)}`
  readonly disk: IDBFactory
  readonly #wakes = new Set<() => void>()
  readonly #sleeps = new Set<() => void>()
  readonly #sockets = new Set<(code: number, reason: string) => void>()
  readonly #tabs = new Set<Tab>()
  readonly #databases = new Set<IDBDatabase>()
  #writes = 0

  constructor(member: string, options: MachineOptions = {}) {
    const id = parseMemberId(member)
    if (!id) throw new Error(`no member: ${member}`)
    this.member = id
    this.#options = options
    this.disk = options.disk ?? new IDBFactory()
  }

  open(server: string, address: Address): Tab {
    const life = { isOver: false }
    const { outside, cut } = this.#outside(life)
    const device = openDevice(this.member, outside)
    const replica = new Replica(device, address, server)
    const tab: Tab = {
      device,
      replica,
      close: async () => {
        this.#tabs.delete(tab)
        await replica.close()
        await device.close()
        life.isOver = true
      },
      crash: () => {
        this.#tabs.delete(tab)
        life.isOver = true
        cut()
        // Its timers stop, too; its later messages and writes go nowhere.
        void replica.close().then(() => device.close())
      },
    }
    this.#tabs.add(tab)
    return tab
  }

  /** Closes the tabs that are still open. Rejects with the reports of replicas: none of them is expected. */
  async shutDown(): Promise<void> {
    await Promise.all([...this.#tabs].map((tab) => tab.close()))
    if (this.reported.length > 0) throw new AggregateError(this.reported, 'a replica reported errors')
  }

  /** The device without an open world, for the list of worlds. */
  async withDevice<T>(use: (device: Device) => Promise<T>): Promise<T> {
    const device = openDevice(this.member, this.#outside({ isOver: false }).outside)
    try {
      return await use(device)
    } finally {
      await device.close()
    }
  }

  /** How many unsaved edits of its member are on the disk. */
  unsavedOnDisk(): Promise<number> {
    return this.withDevice(({ database }) =>
      database.read(['unsaved'], (transaction) => answer(transaction.objectStore('unsaved').count())),
    )
  }

  /** Resolves when all that tabs have to write is on the disk. */
  async untilWritten(): Promise<void> {
    let quietTurns = 0
    await until(() => (quietTurns = this.#writes === 0 ? quietTurns + 1 : 0) > 2, 'the disk is quiet')
  }

  /**
   * Does what a browser does that needs the space: all that pages kept is gone, and their connections to it
   * with it.
   */
  async clearDisk(): Promise<void> {
    for (const database of this.#databases) {
      this.#databases.delete(database)
      const names = [...database.objectStoreNames]
      const transaction = database.transaction(names, 'readwrite')
      await Promise.all(names.map((name) => answer(transaction.objectStore(name).clear())))
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its types ask for the class instead of one of it
      forceCloseDatabase(database as unknown as Parameters<typeof forceCloseDatabase>[0])
    }
  }

  /** Takes the network away: sockets break, new ones do not open. */
  goOffline(): void {
    this.isOnline = false
    this.closeSockets(1006, '')
  }

  /** Closes all sockets as if the server had. */
  closeSockets(code: number, reason: string): void {
    for (const close of this.#sockets) close(code, reason)
  }

  /** Takes the network away without a word to the sockets that are open: they are silent from now on. */
  goSilentlyOffline(): void {
    this.isOnline = false
    this.wiretap = () => 'lose'
    for (const sleep of this.#sleeps) sleep()
  }

  goOnline(): void {
    this.isOnline = true
    for (const wake of this.#wakes) wake()
  }

  #outside(life: { isOver: boolean }): { outside: BrowserPlatform; cut: () => void } {
    const { random, clock = systemClock, hasDisk = true, hasChannels = true } = this.#options
    const cuts = new Set<() => void>()
    const outside: BrowserPlatform = {
      clock,
      random: random ?? ((bytes) => new Uint8Array(randomBytes(bytes))),
      openSocket: (url, events) => this.#openSocket(url, events, life, cuts),
      WebSocket: socketClass((url, events) => this.#openSocket(url, events, life, cuts)),
      openChannel: hasChannels ? (name, hear) => this.#openChannel(name, hear, life) : null,
      indexedDB: hasDisk ? this.#diskOf(life) : null,
      bindBase: bindWith(this.#diskOf(life)),
      onWake: (wake) => {
        this.#wakes.add(wake)
        return () => this.#wakes.delete(wake)
      },
      onSleep: (sleep) => {
        this.#sleeps.add(sleep)
        return () => this.#sleeps.delete(sleep)
      },
      report: (error) => this.reported.push(error),
      afterFrame: queueMicrotask,
      shown: this.#options.shown ?? Promise.resolve(),
    }
    return { outside, cut: () => cuts.forEach((cut) => cut()) }
  }

  #openSocket(url: string, events: SocketEvents, life: { isOver: boolean }, cuts: Set<() => void>): Socket {
    let isBroken = false
    const end = (code: number, reason: string) => {
      if (isBroken) return
      isBroken = true
      this.#sockets.delete(close)
      cuts.delete(cut)
      if (!life.isOver) events.close(code, reason)
    }
    const close = (code: number, reason: string) => {
      socket?.close()
      end(code, reason)
    }
    const cut = () => close(1006, '')
    const passes = (event: 'open' | 'sent' | 'received', frame: Uint8Array | null): boolean => {
      if (isBroken || life.isOver) return false
      const fate = this.wiretap(event, frame, url.includes('/live?') ? 'live' : 'scene')
      if (fate === 'break') cut()
      return fate === 'pass'
    }
    if (!this.isOnline) {
      setTimeout(() => end(1006, ''), 0)
      return { send: () => undefined, close: () => undefined }
    }
    const socket: Socket | null = openWebSocket(url, {
      open: () => passes('open', null) && events.open(),
      message: (frame) => passes('received', frame) && events.message(frame),
      close: end,
    })
    this.#sockets.add(close)
    cuts.add(cut)
    return {
      send: (frame) => passes('sent', frame) && socket.send(frame),
      close: () => {
        isBroken = true
        this.#sockets.delete(close)
        socket.close()
      },
    }
  }

  /** The name of this machine's channel outside of it. */
  channelName(name: string): string {
    return `${this.#name} ${name}`
  }

  #openChannel(name: string, hear: (message: unknown) => void, life: { isOver: boolean }): Channel {
    const channel = openBroadcastChannel(this.channelName(name), (message) => {
      if (!life.isOver) hear(message)
    })
    return {
      post: (message) => {
        if (!life.isOver) channel.post(message)
      },
      close: () => channel.close(),
    }
  }

  /**
   * The disk of one tab: its writes fail, like those of a full one, while it is full and once the tab is
   * over.
   */
  #diskOf(life: { isOver: boolean }): IDBFactory {
    const onOpen = (database: IDBDatabase): void => {
      this.#databases.add(database)
      const close = database.close.bind(database)
      database.close = () => {
        this.#databases.delete(database)
        close()
      }
    }
    return watched(this.disk, onOpen, (transaction) => {
      if (transaction.mode === 'readonly') return
      this.#writes += 1
      const end = () => (this.#writes -= 1)
      transaction.addEventListener('complete', end)
      transaction.addEventListener('abort', end)
      if (!this.isDiskFull && !life.isOver) return
      // A disk that fails does so at the commit; the fake one cannot be made to fail once that has begun.
      transaction.commit = () => undefined
      queueMicrotask(() => transaction.abort())
    })
  }
}

function watched(
  factory: IDBFactory,
  onOpen: (database: IDBDatabase) => void,
  onTransaction: (transaction: IDBTransaction) => void,
): IDBFactory {
  return new Proxy(factory, {
    get(target, property) {
      if (property !== 'open') return Reflect.get(target, property, target)
      return (name: string, version?: number) => {
        const request = target.open(name, version)
        request.addEventListener('success', () => {
          const database = request.result
          onOpen(database)
          const begin = database.transaction.bind(database)
          database.transaction = (...parameters) => {
            const transaction = begin(...parameters)
            onTransaction(transaction)
            return transaction
          }
        })
        return request
      }
    },
  })
}

/** Bases are not opened on this disk, as by a browser that never answers, until that ends. */
export function silenceBases(disk: IDBFactory): { readonly end: () => void } {
  const open = disk.open.bind(disk)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nobody asks more of a request that says nothing
  const never = (): IDBOpenDBRequest => new EventTarget() as IDBOpenDBRequest
  disk.open = (name, version) => (name.includes(' base ') ? never() : open(name, version))
  return { end: () => (disk.open = open) }
}
