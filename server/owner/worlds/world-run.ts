// One life of a world that is played here: from taking its lease until it is stopped, or until something
// fails and all of it is thrown away, to be taken anew from the disk.
import { programAuthor } from '../../../shared/world/author.ts'
import type { Sound } from '../../../shared/behavior/sounds.ts'
import type { PersonalChange } from '../../../shared/behavior/personal.ts'
import type { ActionAsk, OutcomeReceiver, Whisper } from '../../../shared/play/acts/action.ts'
import type { LogLine, Play, PlayOptions } from '../../../shared/play/play.ts'
import {
  BEHAVIOR,
  OWNER,
  parseArtifactId,
  type ArtifactId,
  type MemberId,
  type RandomBytes,
  type WorldId,
} from '../../../shared/world/address.ts'
import type { XY } from '../../../shared/play/walking/floor-space.ts'
import type { CrossingDestination } from '../../../shared/play/acts/act-context.ts'
import { liveAvatars } from '../../../shared/world/live/live-document.ts'
import type { Outcome } from '../../../shared/world/live/live-state-values.ts'
import { answeredAs } from '../../../shared/world/live/live-state.ts'
import { mapIn, textOf } from '../../../shared/world/scene/scene.ts'
import { openView } from '../../../shared/world/view/world-view.ts'
import type * as Y from 'yjs'
import type { Store } from '../../storage/store.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import { turnsOf } from '../../sync/document/chunked-apply.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import type { JointPart, Sync } from '../../sync/sync-server.ts'
import { LiveWriteLimit } from './live-write-limit.ts'
import { copyToWrite, FollowingCopy } from './owner-copies.ts'
import { createPendingOutcomes, type LifeReceiver } from './pending-outcomes.ts'
import { isHome } from './home-worlds.ts'
import type { ProgramFetching } from '../../contracts/program-fetching.ts'
import type { HeldLease, WorldLeases } from '../../contracts/world-lease.ts'
import { SceneEdits } from './scene-edits.ts'
import { openCounting, type SandboxCounts, type CountedSandboxes } from '../sandboxes/sandbox-counts.ts'
import { withinTime } from '../../../shared/time/time-limit.ts'

/** How long the end of a play may take, in ms: writes that are not stored by then are lost, as in a crash. */
const STOP_MS = 3_000

export interface LifeOptions {
  readonly store: Store
  readonly sync: Pick<Sync, 'hold'>
  readonly sandboxes: CountedSandboxes
  readonly createPlay: (options: PlayOptions) => Play
  readonly clock: ServerClock
  readonly random: RandomBytes
  readonly leases: WorldLeases
  readonly onLog: (thing: ArtifactId, lines: readonly LogLine[]) => void
  readonly counts: SandboxCounts
  readonly people: LifePeople
  readonly room?: OwnersRoom | undefined
  /** Whether a world is a draft; none is unless given. */
  readonly isDraft?: ((world: WorldRecord) => boolean) | undefined
  /** Asks addresses outside; without it, programs reach nothing there. */
  readonly fetchAddress?: ProgramFetching | undefined
}

/** Whether the owner of a world has room for its events; null: they have. */
export interface OwnersRoom {
  /** Why nothing can happen in a world. */
  readonly whyStill: (world: WorldRecord) => string | null
  /** Why code can write no page there. */
  readonly whyNoPages: (world: WorldRecord) => string | null
  /** Why somebody can have no home yet. */
  readonly whyNoHome: (member: MemberId) => string | null
}

/** A world's questions to the code that knows where people are. */
export interface LifePeople {
  /** Brings something to another world; answers why not. */
  readonly carry: (from: WorldRecord, id: ArtifactId, to: CrossingDestination) => Promise<string | null>
  /** Tells somebody alone what was whispered to them. */
  readonly whisper: (world: WorldRecord, to: ArtifactId, whisper: Whisper) => void
  /** Tells somebody alone what programs show and ask them. */
  readonly personal: (world: WorldRecord, to: ArtifactId, change: PersonalChange) => void
  /** Tells somebody alone, or all who are connected (null), the sounds of programs. */
  readonly sounds: (world: WorldRecord, to: ArtifactId | null, sounds: readonly Sound[]) => void
  /**
   * Brings here what somebody holds that is elsewhere (`node/id`), to be put down by them; answers why not.
   */
  readonly fetch: (
    world: WorldRecord,
    body: ArtifactId,
    link: string,
    at: XY | null,
  ) => Promise<string | null>
  /** Whether a program runs may have changed, for a thing that may be somebody's body. */
  readonly program: (thing: ArtifactId) => void
  /** A world is played, until the answer is called. */
  readonly played: (world: WorldRecord, play: Play) => () => void
  /** A world begins with somebody in it: false when they are elsewhere, and this is but a copy of them. */
  readonly isHere: (world: WorldRecord, body: ArtifactId) => Promise<boolean>
  /** Whether whose avatar is in a world may act there (still). */
  readonly mayStay: (world: WorldRecord, body: ArtifactId) => Promise<boolean>
}

/** How a life ends: because somebody said so, or because of an error. */
type Ending = { readonly type: 'ended' } | { readonly type: 'failed'; readonly error: unknown }

export interface WorldRun {
  /** Does what is asked. Sent again, also in the next life, it is done once. */
  ask(asked: ActionAsk, receiver: LifeReceiver): void
  readonly play: Play
  /** Whether an action was answered before. */
  hasAnswered(session: string, sequence: number): boolean
  /** Whether somebody's avatar is here, or away and kept here; null: it failed, and knows nothing. */
  hasAvatar(body: ArtifactId): boolean | null
  /** This owner's writes into live, to be stored together with other changes. */
  part(update: Uint8Array): JointPart
  /** Has the store refuse all that was sent under its lease and is not written yet; it ends by that. */
  revoke(): Promise<void>
  /** Ends in order: all events are stored. */
  end(): void
  /** Ends after a failure: writes that were not stored are lost. */
  fail(error: unknown): void
  /** Resolves when nothing of it is left: no program, no room, no lease. */
  readonly over: Promise<Ending>
}

/**
 * Begins to play a world; `gone` when it is not there or in the bin, `taken` when another process owns it.
 */
export async function beginRun(id: WorldId, options: LifeOptions): Promise<WorldRun | 'gone' | 'taken'> {
  const { store, sync, leases } = options
  const world = await findHere(store, id)
  if (world === null) return 'gone'
  const ending = new Ender()
  const onLost = (): void => ending.fail(new Error('another process owns this world now'))
  const lease = await leases.take(world.key, onLost)
  if (lease === null) return 'taken'
  await using opened = new AsyncDisposableStack()
  // A lease that cannot be released ends by itself.
  opened.defer(() => lease.release().catch(() => {}))
  const held = await sync.hold(world)
  opened.defer(() => held.release())
  held.onBroken((error) => ending.fail(error))
  // The person who put it into the bin before it was held could not tell.
  if ((await findHere(store, id)) === null) return 'gone'
  const sandbox = openCounting(options.sandboxes, id, options.counts)
  opened.defer(() => sandbox.close())
  const allowance = new LiveWriteLimit(options.clock)
  const given = await playOptions({ ...options, world, held, lease, sandbox, ending, allowance })
  const play = options.createPlay(given)
  opened.defer(options.people.played(world, play))
  const { live } = given
  const hasAnswered = (session: string, sequence: number): boolean =>
    answeredAs(live, session, sequence) !== null
  const begun: BegunPlay = {
    play,
    ask(asked, told) {
      if (asked.action.verb !== 'visit' || hasAnswered(asked.session, asked.sequence)) play.ask(asked, told)
      else
        void visitIn(world, play, options.people, asked).then(
          (outcome) => told.answered(outcome),
          (error: unknown) => told.failed(error),
        )
    },
    hasAnswered,
    hasAvatar: (body) => (ending.failure === null ? mapIn(liveAvatars(live), body) !== null : null),
    part(update) {
      // It does not wait, since two worlds stand still for it; later writes do.
      void allowance.spend(update.length)
      return { document: held.live, update, by: BEHAVIOR, epoch: lease.epoch }
    },
    revoke: () => lease.revoke(),
  }
  const life = lifeOf(begun, ending, opened.move(), options.clock)
  await sendOff(world, live, play, options.people).catch((error: unknown) => life.fail(error))
  return life
}

/**
 * An avatar here whose person is elsewhere is from a copy of this world: it is sent off. So is a person who
 * was sent out while it slept.
 */
async function sendOff(world: WorldRecord, live: Y.Doc, play: Play, people: LifePeople): Promise<void> {
  // Those who are sent off leave the map.
  for (const key of Array.from(liveAvatars(live)?.keys() ?? [])) {
    const body = parseArtifactId(key)
    if (body === null) continue
    if (!(await people.isHere(world, body))) await play.dismiss(body)
    else if (!(await people.mayStay(world, body))) await play.sendOut(body)
  }
}

/** Somebody comes. A person who came too late, and went elsewhere meanwhile, is not here. */
async function visitIn(
  world: WorldRecord,
  play: Play,
  people: LifePeople,
  asked: ActionAsk,
): Promise<Outcome> {
  const outcome = await play.act(asked)
  const body = outcome.ok ? asked.who?.body : undefined
  if (body === undefined || (await people.isHere(world, body))) return outcome
  await play.dismiss(body)
  const isBack = asked.action.verb === 'visit' && asked.action.back === true
  return { ok: false, why: isBack ? null : 'You are already somewhere else.' }
}

interface BegunPlay extends Pick<WorldRun, 'play' | 'hasAnswered' | 'hasAvatar' | 'part' | 'revoke'> {
  readonly ask: (asked: ActionAsk, told: OutcomeReceiver) => void
}

function lifeOf(
  { ask, ...begun }: BegunPlay,
  ending: Ender,
  opened: AsyncDisposableStack,
  clock: ServerClock,
): WorldRun {
  const { play } = begun
  const over = ending.promise.then(async (how): Promise<Ending> => {
    // Where something failed, this only ends the programs: nothing is stored any more.
    const stopped = play.stop().then(
      () => how,
      (error: unknown): Ending => ({ type: 'failed', error }),
    )
    const late: Ending = { type: 'failed', error: new Error('the play did not stop in time') }
    const end = await withinTime(clock, STOP_MS, stopped, late)
    await opened.disposeAsync()
    return how.type === 'failed' ? how : end
  })
  const lost = ending.promise
    .then((how) => (how.type === 'failed' ? how : over))
    .then(
      () => null,
      () => null,
    )
  const pending = createPendingOutcomes({ lost, isLost: () => ending.failure !== null, clock })
  return {
    ask: (asked, receiver) => pending.wait(receiver, (told) => ask(asked, told)),
    ...begun,
    end: () => ending.end(),
    fail: (error) => ending.fail(error),
    over,
  }
}

/** Ends a life once, in one way. */
class Ender {
  failure: { readonly error: unknown } | null = null
  readonly #ending = Promise.withResolvers<Ending>()

  get promise(): Promise<Ending> {
    return this.#ending.promise
  }

  end(): void {
    this.#ending.resolve({ type: 'ended' })
  }

  fail(error: unknown): void {
    this.failure ??= { error }
    this.#ending.resolve({ type: 'failed', error })
  }
}

interface WorldRunParts extends LifeOptions {
  readonly world: WorldRecord
  readonly held: Awaited<ReturnType<Sync['hold']>>
  readonly lease: HeldLease
  readonly sandbox: PlayOptions['sandbox']
  readonly ending: Ender
  readonly allowance: LiveWriteLimit
}

/** The parts of the play: copies of its own, and ways to store its writes under the lease. */
async function playOptions({
  world,
  held,
  lease,
  sandbox,
  ending,
  allowance,
  ...options
}: WorldRunParts): Promise<PlayOptions> {
  const { clock, random, onLog, people, fetchAddress } = options
  const fail = (error: unknown): void => ending.fail(error)
  const scene = await FollowingCopy.open(held.scene, clock, fail)
  const editsBy = (by: MemberId): SceneEdits =>
    new SceneEdits({ scene, document: held.scene, by, epoch: lease.epoch, clock, random })
  const pages = editsBy(BEHAVIOR)
  const repairs = editsBy(OWNER)

  /** Nothing is stored after a failure; and a write that cannot be stored is one. */
  async function storing(store: () => Promise<void>): Promise<void> {
    if (lease.isOver()) fail(new Error('the lease of this world is over'))
    if (ending.failure !== null) throw ending.failure.error
    await store().catch((error: unknown) => {
      fail(error)
      throw error
    })
  }

  const live = await copyToWrite(held.live, clock, random)
  return {
    world: world.address,
    scene: scene.doc,
    live,
    view: await openView(scene.doc, live, turnsOf(clock)),
    sandbox,
    clock,
    random,
    isDraft: options.isDraft?.(world) === true,
    epoch: lease.epoch,
    commit: (update) =>
      storing(async () => {
        await allowance.spend(update.length)
        await held.live.append(update, BEHAVIOR, lease.epoch)
      }),
    editPage: (artifact, edit, by) =>
      storing(() =>
        pages.edit((copy) => {
          const text = textOf(copy, artifact)
          if (text !== null) edit(text)
        }, programAuthor(by)),
      ),
    whyNoPages: () => options.room?.whyNoPages(world) ?? null,
    // The world can be played without it: that it is not written ends nothing.
    repairScene: (edit) => repairs.edit(edit),
    onWhisper: (to, whisper) => people.whisper(world, to, whisper),
    onPersonal: (to, change) => people.personal(world, to, change),
    onSounds: (to, sounds) => people.sounds(world, to, sounds),
    moveToWorld: (id, to) => people.carry(world, id, to),
    fetchHeld: (body, link, at) => people.fetch(world, body, link, at),
    ...(fetchAddress && { fetchAddress: (request, signal) => fetchAddress(world, request, signal) }),
    // Bodies are in homes: nobody has to ask for other things whose they are.
    onProgram: (thing) => isHome(world.id) && people.program(thing),
    onLog,
    onFailed: fail,
  }
}

async function findHere(store: Store, id: WorldId): Promise<WorldRecord | null> {
  const world = await store.findById(id)
  return world === null || world.binnedAt !== null ? null : world
}
