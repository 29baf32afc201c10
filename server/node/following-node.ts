// The node in a process that does not lead: it follows what others change, and answers by that what needs nobody else.
import { randomBytes } from 'node:crypto'
import type { Server } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from 'pino'
import { openReadingAccess } from '../accounts/reading-access.ts'
import { showPictures } from '../assets/node-pictures.ts'
import { ChangeFollowing } from '../cluster/change-following.ts'
import { ChangeReading } from '../cluster/change-reading.ts'
import type { FrontDoor } from '../cluster/front-door.ts'
import { tellingOthers } from '../cluster/told-store.ts'
import type { Config } from '../config/node-config.ts'
import { acceptInTurns } from '../http/edge/accept-turns.ts'
import { createBoundedServer, type UpgradeListener } from '../http/edge/http-server.ts'
import { createFollowerApp, type FollowedKnowledge } from '../http/follower-app.ts'
import type { InsideAddress } from '../network/inside-address.ts'
import type { StoredRecordKey } from '../records/stored-record.ts'
import type { ProcessId } from '../storage/lease-store.ts'
import { CHANGED_PERSON, type NodeDatabase } from '../storage/node-database.ts'
import type { PictureFiles, StoreAndPictures } from '../storage/picture-files.ts'
import { systemClock as clock } from '../time/server-clock.ts'
import { parseMemberId } from '../../shared/world/address.ts'
import { CLIENT, guardOf } from './node-http.ts'
import { showBucketPictures } from './node-picture-files.ts'

/** So long after it lost what it follows it begins anew, in ms. */
const AGAIN_MS = 1_000

interface FollowingOptions {
  readonly config: Config
  readonly database: NodeDatabase
  readonly self: ProcessId
  readonly key: Uint8Array
  readonly log: Logger
}

const random = (bytes: number): Uint8Array => randomBytes(bytes)

/** What is in memory, and how it is brought up to date. */
type Loaded = Omit<FollowedKnowledge, 'isSure'> & Pick<Access, 'reload'>
type Access = Awaited<ReturnType<typeof openReadingAccess>>

/** It is kept whoever leads. */
interface FollowedMemory {
  readonly known: Loaded
  readonly reading: ChangeReading
  close(): void
}

export class FollowingNode {
  readonly #options: FollowingOptions
  /** Where pictures are, unless they are in the database. */
  readonly #bucket: PictureFiles | null
  #memory: Promise<FollowedMemory> | null = null
  #known: FollowedKnowledge | null = null
  #leader: InsideAddress | null = null
  #following: ChangeFollowing | null = null
  #cancel = (): void => undefined

  constructor(options: FollowingOptions) {
    this.#options = options
    this.#bucket = showBucketPictures(options.config, options.log)
  }

  /** The server that reads requests at a door. */
  edgeOf(door: FrontDoor): Server {
    const { config, log } = this.#options
    const guard = guardOf(config)
    const request = createFollowerApp({
      known: () => this.#known,
      clientFolder: CLIENT,
      guard,
      log,
      pass: (passed, response) => door.passRequest(passed, response),
    })
    const upgrade: UpgradeListener = (passed, _socket, head) => {
      door.passUpgrade(passed, passed.socket, head)
    }
    return createBoundedServer(config.connectionsMax, () => acceptInTurns(guard, { request, upgrade }))
  }

  /** From now on this one leads. */
  begin(leader: InsideAddress): void {
    this.lose()
    this.#leader = leader
    this.#follow(leader).catch((error: unknown) => this.#again(leader, error))
  }

  /** Nobody leads now; what is in memory is kept up to date, for the next one. */
  lose(): void {
    this.#cancel()
    this.#leader = null
    this.#following?.end()
    this.#following = null
  }

  end(): void {
    this.lose()
    const memory = this.#memory
    this.#memory = null
    this.#known = null
    // What could not be read was closed then.
    memory?.then(
      (read) => read.close(),
      () => undefined,
    )
  }

  async #follow(leader: InsideAddress): Promise<void> {
    const { self, key } = this.#options
    const memory = (this.#memory ??= this.#read())
    const { known, reading } = await memory.catch((error: unknown) => {
      if (this.#memory === memory) this.#memory = null
      throw error
    })
    if (this.#memory !== memory || this.#leader !== leader) return
    this.#known ??= { ...known, isSure: () => this.#following?.isSure() === true }
    const following: ChangeFollowing = new ChangeFollowing({
      leader,
      key,
      self,
      reading,
      clock,
      onLost: (error) => {
        if (this.#following === following) this.#again(leader, error)
      },
    })
    this.#following = following
    following.begin()
  }

  #again(leader: InsideAddress, error: unknown): void {
    if (this.#leader !== leader) return
    this.#options.log.debug({ err: error }, 'the process that leads is not followed now')
    this.#following?.end()
    this.#following = null
    this.#cancel = clock.after(AGAIN_MS, () => this.begin(leader))
  }

  async #read(): Promise<FollowedMemory> {
    const { database, self, log } = this.#options
    const disk = database.open(self, null)
    let loaded: Loaded | null = null
    const reading = new ChangeReading(database.changes, (keys) => reload(loaded, keys))
    try {
      await reading.begin()
      loaded = await this.#load(disk)
    } catch (error) {
      void disk.store.close()
      throw error
    }
    const endReading = reading.goOn({
      clock,
      onFault: (error) => log.debug({ err: error }, 'what others change could not be read'),
      onForgotten: () => this.#readAnew(),
    })
    return {
      known: loaded,
      reading,
      close() {
        endReading()
        void disk.store.close()
      },
    }
  }

  #readAnew(): void {
    const leader = this.#leader
    this.end()
    if (leader !== null) this.begin(leader)
  }

  /** What was committed here is known at every process, or this one does not follow any more. */
  async #told(): Promise<void> {
    while (this.#known !== null) {
      const following = this.#following
      const isTold = following?.tell().then(
        () => true,
        () => false,
      )
      if ((await isTold) === true) return
      await pause(AGAIN_MS)
    }
  }

  async #load({ store, pictures }: StoreAndPictures): Promise<Loaded> {
    const { config, log } = this.#options
    const access = await openReadingAccess(config.access, {
      store: tellingOthers(store, () => this.#told()),
      mayChange: () => this.#known !== null,
      clock,
      random,
      log,
    })
    const { tables, sessions, rightOf, reload } = access
    const shown = await showPictures(tables, { store, files: this.#bucket ?? pictures, clock })
    return { sessions, rightOf, pictures: shown, reload }
  }
}

async function reload(loaded: Loaded | null, keys: readonly StoredRecordKey[]): Promise<void> {
  const people = keys.flatMap(({ kind, id }) => (kind === CHANGED_PERSON ? (parseMemberId(id) ?? []) : []))
  await loaded?.reload(
    keys.filter(({ kind }) => kind !== CHANGED_PERSON),
    [...new Set(people)],
  )
}
