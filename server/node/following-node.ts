// The node in a process that does not lead: it follows what others change, answers by that whatever needs
// nobody else, and has worlds open.
import { randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import { openReadingAccess, type ChangedKnowledge } from '../accounts/reading-access.ts'
import type { SessionHeaders } from '../accounts/sessions/session-headers.ts'
import { showBucketPictures } from '../assets/bucket-picture-files.ts'
import { showPictures } from '../assets/node-pictures.ts'
import { createChangeReading, type ChangeReading } from '../cluster/change-reading.ts'
import type { ClientServer, FrontDoor, ServingPlace } from '../cluster/front-door.ts'
import { HolderLink } from '../cluster/holders/holder-link.ts'
import type { LeaderQuestion } from '../cluster/holders/holding-words.ts'
import type { LeaderListeners } from '../cluster/membership.ts'
import { tellingOthers } from '../cluster/told-store.ts'
import type { Config } from '../config/node-config.ts'
import type { Door } from '../http/edge/http-server.ts'
import { createUpgrade } from '../http/edge/socket-upgrade.ts'
import { createFollowerApp, type FollowedKnowledge } from '../http/follower-app.ts'
import type { InsideAddress } from '../network/inside-address.ts'
import type { StoredRecordKey } from '../records/stored-record.ts'
import type { ProcessId } from '../storage/lease-store.ts'
import { withFormerAddresses } from '../storage/former-addresses.ts'
import { CHANGED_PERSON, CHANGED_WORLD, type NodeDatabase } from '../storage/node-database.ts'
import type { PictureFiles, StoreAndPictures } from '../storage/picture-files.ts'
import { StoreRefusal } from '../storage/store-refusal.ts'
import type { Sync } from '../sync/sync-server.ts'
import type { TrialPool } from '../sync/validation/trial-pool.ts'
import type { ClosingPace } from '../time/closing-pace.ts'
import { systemClock as clock } from '../time/server-clock.ts'
import type { Tls } from '../tls/tls-files.ts'
import { pause } from '../../shared/time/time-limit.ts'
import { parseMemberId } from '../../shared/world/address.ts'
import type { WorldKey } from '../contracts/world-record.ts'
import { HeldWorlds, type FollowingEnd } from './held-worlds.ts'
import { CLIENT, guardOf } from './node-http.ts'
import { worldOfSocket } from './socket-world.ts'

/** After so long the one that leads is told again of a change that it could not be told of, in ms. */
const AGAIN_MS = 200

interface FollowingOptions {
  readonly config: Config
  readonly database: NodeDatabase
  readonly self: ProcessId
  /** Where the others reach it. */
  readonly inside: string
  readonly key: Uint8Array
  readonly door: FrontDoor
  readonly tls: Tls | null
  readonly log: Logger
  readonly trials: TrialPool
  readonly pace: ClosingPace
  /** The one that leads cannot reach it, as the sentence says. */
  readonly onRefused: (refusal: StoreRefusal) => void
}

const random = (bytes: number): Uint8Array => randomBytes(bytes)

/** What is in memory, and how it is brought up to date: it is kept whoever leads. */
interface FollowedMemory extends FollowedKnowledge {
  readonly held: HeldWorlds
  readonly reading: ChangeReading
  close(why: FollowingEnd): Promise<ProcessId | null>
}

export class FollowingNode {
  readonly #options: FollowingOptions
  /** Where pictures are, unless they are in the database. */
  readonly #bucket: PictureFiles | null
  #memory: Promise<FollowedMemory> | null = null
  /** The same, once people are served by it. */
  #known: FollowedMemory | null = null
  #link: HolderLink | null = null
  #ending: Promise<unknown> = Promise.resolve()

  constructor(options: FollowingOptions) {
    this.#options = options
    const { pictures } = options.config
    this.#bucket = pictures && showBucketPictures(pictures, options.log)
  }

  /** What serves people here: some requests, and sockets for worlds; it passes on the rest. */
  server(limits: Door): ClientServer {
    const { config, tls, log, door } = this.#options
    const guard = guardOf(config, tls?.names)
    const request = createFollowerApp({
      known: () => this.#known,
      clientFolder: CLIENT,
      guard,
      log,
      pass: (passed, response) => void door.passRequest(passed, response),
    })
    const knownNow = (): FollowedMemory => {
      if (this.#known === null) throw new Error('A world was asked for before anything was known.')
      return this.#known
    }
    const sessions = { read: (headers: SessionHeaders) => knownNow().sessions.read(headers) }
    const sync: Pick<Sync, 'accept'> = { accept: (...asked) => knownNow().held.sync.accept(...asked) }
    const serve = createUpgrade({ guard, sessions, sync, peers: null, clock, log }, limits)
    return {
      request,
      upgrade: (...asked) => {
        const [{ headers }] = asked
        const to = worldOfSocket(asked[0])
        const placeOf = async (): Promise<ServingPlace> => {
          if (to === null) return 'leader'
          return this.#known?.held.placeOf(to, headers) ?? null
        }
        void door.passUpgrade(asked, placeOf, serve)
      },
    }
  }

  /** Worlds that are open here. */
  get openWorlds(): number {
    return this.#known?.held.sync.stats().rooms ?? 0
  }

  /** From now on the process leads that is reached there, until the answer is called. */
  begin(leader: InsideAddress, { onHeard, onLost }: LeaderListeners): () => void {
    this.#unfollow()
    const { key, self, inside, onRefused } = this.#options
    const memory = (this.#memory ??= this.#read())
    const answer = async (question: LeaderQuestion): Promise<unknown> => {
      if ('unreachable' in question) return onRefused(unreachable(inside))
      if ('read' in question) return this.#readOn(memory, link)
      // Nothing is open yet that it could let go of.
      if (this.#known === null && 'letGo' in question) return null
      if (this.#known === null) throw new Error('Nothing is known here yet.')
      return this.#known.held.answer(question)
    }
    const link = new HolderLink({
      leader,
      key,
      self,
      address: inside,
      clock,
      answer,
      onHeard,
      onOpen: () => this.#known?.held.reached(),
      onLost,
    })
    this.#link = link
    this.#serveBy(memory).catch((error: unknown) => this.#again(link, error))
    return () => link.end()
  }

  /** Nobody leads now; what is in memory is kept up to date, for the next one. */
  lose(): void {
    // Its worlds come here, or to the next one.
    this.#options.trials.begin()
    this.#unfollow()
  }

  #unfollow(): void {
    this.#link?.end()
    this.#link = null
    this.#known?.held.lost()
  }

  /**
   * Lets go of all; resolves when no world is open here any more, with the name under which this process has
   * them still, where it leads now.
   */
  end(why: FollowingEnd): Promise<ProcessId | null> {
    const ended = Promise.all([this.#end(why), this.#ending]).then(([before]) => before)
    this.#ending = ended
    return ended
  }

  async #end(why: FollowingEnd): Promise<ProcessId | null> {
    const memory = this.#memory
    this.#memory = null
    this.#known = null
    // What could not be read was closed then.
    const read = await memory?.catch(() => null)
    const before = (await read?.close(why)) ?? null
    // Else it follows still, and looks who leads.
    if (why !== 'anew') this.#unfollow()
    return before
  }

  /** From then on people are served by it. */
  async #serveBy(memory: Promise<FollowedMemory>): Promise<void> {
    try {
      const known = await memory
      if (this.#memory === memory) this.#known = known
    } catch (error) {
      if (this.#memory === memory) this.#memory = null
      throw error
    }
  }

  /** What had changed when this was called is known when it resolves. */
  async #readOn(memory: Promise<FollowedMemory>, link: HolderLink): Promise<null> {
    try {
      await (await memory).reading.catchUp()
      return null
    } catch (error) {
      this.#again(link, error)
      throw error
    }
  }

  /** It follows again once it has looked who leads. */
  #again(link: HolderLink, error: unknown): void {
    this.#options.log.debug({ err: error }, 'the process that leads is not followed now')
    link.lose()
  }

  async #read(): Promise<FollowedMemory> {
    const { database, self, log } = this.#options
    const disk = database.open(self, null)
    const reading = createChangeReading(database.changes, async (keys) => (await loading).reload(keys))
    const loading = reading.begin().then(() => this.#load(disk))
    try {
      const loaded = await loading
      const onFault = (error: unknown): void =>
        log.debug({ err: error }, 'what others change could not be read')
      const endReading = reading.goOn(clock, onFault, () => this.#readAnew())
      return {
        ...loaded,
        reading,
        async close(why) {
          const before = await loaded.held.stop(why)
          endReading()
          await disk.store.close()
          return before
        },
      }
    } catch (error) {
      void disk.store.close()
      throw error
    }
  }

  #readAnew(): void {
    const link = this.#link
    void this.end('anew').then(() => link?.lose())
  }

  /** What was committed here is known at every process, or this one does not follow any more. */
  async #told(): Promise<void> {
    while (this.#known !== null) {
      const isTold = this.#link?.ask({ told: true }).then(
        () => true,
        () => false,
      )
      if ((await isTold) === true) return
      await pause(clock, AGAIN_MS)
    }
  }

  async #load(disk: StoreAndPictures) {
    const { config, log } = this.#options
    const store = withFormerAddresses(tellingOthers(disk.store, () => this.#told()))
    const mayChange = (): boolean => this.#known !== null
    const access = await openReadingAccess(config.access, { store, mayChange, clock, random, log })
    const files = this.#bucket ?? disk.pictures
    const pictures = await showPictures(access.tables, { store: disk.store, files, clock })
    const isSure = (): boolean => this.#link?.isSure() === true
    const following = { clock, random, store, access, isSure, link: () => this.#link }
    const held = await HeldWorlds.open({ ...this.#options, ...following })
    const { sessions, rightOf } = access
    const reload = async (keys: readonly StoredRecordKey[]): Promise<void> => {
      await access.reload(changedIn(keys))
      await held.changed(keys)
    }
    return { sessions, rightOf, pictures, isSure, held, reload }
  }
}

const unreachable = (inside: string): StoreRefusal =>
  new StoreRefusal(
    `The other processes of this node cannot reach this one at ${inside}: say an address in --inside that they can reach, and look at the firewall between.`,
  )

function changedIn(keys: readonly StoredRecordKey[]): ChangedKnowledge {
  const idsOf = (of: string): string[] => keys.flatMap(({ kind, id }) => (kind === of ? id : []))
  return {
    records: keys,
    people: [...new Set(idsOf(CHANGED_PERSON).flatMap((id) => parseMemberId(id) ?? []))],
    // The store's own numbers, as it noted them.
    worlds: [...new Set(idsOf(CHANGED_WORLD).map((id) => Number(id) as WorldKey))],
  }
}
