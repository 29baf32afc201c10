// Brings events to the programs that they concern, and asks those that want to be asked before something is
// done.
import type { Delivery, EventData, Result } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import type { HandlerKind } from '../acts/action.ts'
import type { HandlerIndex, MatchedHandlers } from './handler-index.ts'
import type { RemotePrograms } from './remote-programs.ts'
import type { VisitingListeners } from './visiting-listeners.ts'
import type { Things } from '../documents/play-things.ts'

export interface EventDelivery {
  /** The programs are there: from now on they are brought what concerns them. */
  readonly deliverTo: (programs: ProgramReceiver) => void
  /**
   * `done` is called when all programs that it concerns have dealt with it, and their acts have been done. It
   * is told whether they all did nothing: false where it concerned none. Answers which program it is, if it
   * is one alone.
   */
  readonly tell: (event: EventData, depth: number, done?: (didNothing: boolean) => void) => ArtifactId | null
  /**
   * Tells that program of one more, in one go with what waits for it; false: not now, or it concerns others,
   * too. `cut`: nobody was told, since an event before it changed more than that program's memory.
   */
  readonly follow: (event: EventData, to: ArtifactId, told: FollowedEvent) => boolean
  /** Tells only one program, about an event of the world where the program is. */
  readonly tellOne: (event: EventData, artifact: ArtifactId) => void
  /**
   * Asks the programs of this world. `then` is given the reason why not, or null. At once when nobody is to
   * be asked.
   */
  readonly ask: (event: EventData, depth: number, then: (refusal: string | null) => void) => void
  /** The same for an act of a person. It also asks programs of people who are here if these run elsewhere. */
  readonly askAll: (event: EventData, then: (refusal: string | null) => void) => void
  /** Only one, about what is to be done in the world where its program is. */
  readonly askOne: (event: EventData, artifact: ArtifactId, then: (refusal: string | null) => void) => void
}

/** Something for a program to work on. */
export interface ProgramDelivery {
  readonly delivery: Delivery
  readonly depth: number
  /** Called once its effects are done; null: nobody worked on it. */
  readonly done: (result: Result | null) => void
  /** How to bring it to the program when that was started anew in between; null: it is of no use then. */
  readonly again: ((done: (result: Result | null) => void) => void) | null
}

/** What becomes of an event that follows others: one of the two. */
export interface FollowedEvent {
  done(): void
  cut(): void
}

/**
 * The part of the programs that event delivery uses. Programs are built on top of it, since their acts make
 * events, too.
 */
interface ProgramReceiver {
  readonly deliver: (artifact: ArtifactId, work: ProgramDelivery) => void
  readonly follow: (artifact: ArtifactId, delivery: Delivery, told: FollowedEvent) => boolean
  /** Calls `tell` for each program that is starting now, once it has started. */
  readonly onceStarted: (tell: (artifact: ArtifactId) => void) => void
}

interface HeardAlone {
  readonly event: EventData
  readonly artifact: ArtifactId
  /** The same object for the same event: it goes to another thread once. */
  readonly delivery: Delivery
  /** Of the handlers, when it was looked up. */
  readonly version: number
}

interface EventDeliveryParts {
  readonly handlerIndex: Pick<HandlerIndex, 'of' | 'ofOne' | 'version'>
  readonly listeners: Pick<VisitingListeners, 'tell' | 'ask' | 'concerns'>
  readonly things: Pick<Things, 'get'>
  /** Programs that are in another world hear of that one alone. */
  readonly remotePrograms: Pick<RemotePrograms, 'of' | 'isAny'>
}

export function createEventDelivery(parts: EventDeliveryParts): EventDelivery {
  const { handlerIndex, listeners, things, remotePrograms } = parts
  let programs: ProgramReceiver = {
    deliver: (_, work) => work.done(null),
    follow: () => false,
    onceStarted: () => undefined,
  }

  function concerned(kind: HandlerKind, event: EventData): readonly MatchedHandlers[] {
    const heard = handlerIndex.of(kind, event)
    if (!remotePrograms.isAny()) return heard
    return heard.filter(({ artifact }) => remotePrograms.of(artifact) === null)
  }

  const alone = createLoneHearers(parts, concerned)

  /** An event with the name of the person who did it. */
  function named(event: EventData): EventData {
    if (event.person !== null || event.subject === null) return event
    const person = things.get(event.subject)?.person ?? null
    return person === null ? event : { ...event, person }
  }

  function send(
    kind: HandlerKind,
    event: EventData,
    depth: number,
    each: (result: Result | null) => void,
  ): (heard: MatchedHandlers) => void {
    return ({ artifact, handlers }) => {
      programs.deliver(artifact, {
        delivery: { type: kind === 'on' ? 'event' : 'before', handlers, event },
        depth,
        done: each,
        again: (done) => sendAgain(kind, event, depth, artifact, done),
      })
    }
  }

  /** To a program that was started anew meanwhile, and gave its handlers other numbers. */
  function sendAgain(
    kind: HandlerKind,
    event: EventData,
    depth: number,
    artifact: ArtifactId,
    done: (result: Result | null) => void,
  ): void {
    const heard = handlerIndex.ofOne(kind, event, artifact)
    if (heard === null) {
      done(null)
      return
    }
    const delivery = { type: kind === 'on' ? 'event' : 'before', handlers: heard.handlers, event } as const
    // Nobody is let past a lock because others ended its thread twice.
    const again: ProgramDelivery['again'] =
      kind === 'on' ? null : (then) => sendAgain(kind, event, depth, artifact, then)
    programs.deliver(artifact, { delivery, depth, done, again })
  }

  function tellOne(event: EventData, artifact: ArtifactId, depth: number): void {
    const heard = handlerIndex.ofOne('on', event, artifact)
    if (heard !== null) send('on', event, depth, () => undefined)(heard)
  }

  function ask(what: EventData, depth: number, then: (refusal: string | null) => void): void {
    const event = named(what)
    const heard = concerned('before', event)
    let left = heard.length
    let refusal: string | null = null
    if (left === 0) then(null)
    const each = (result: Result | null): void => {
      left -= 1
      refusal ??= result?.refusal ?? null
      if (left === 0) then(refusal)
    }
    heard.forEach(send('before', event, depth, each))
  }

  return {
    deliverTo: (receiver) => void (programs = receiver),
    tell(what, depth, done) {
      const event = named(what)
      listeners.tell(event)
      const heard = concerned('on', event)
      // A program that is starting has read the world before this happened, and nobody knows yet what it
      // listens to. One that starts anew is among those that heard.
      programs.onceStarted((artifact) => {
        if (remotePrograms.of(artifact) !== null || heard.some((one) => one.artifact === artifact)) return
        tellOne(event, artifact, depth)
      })
      let left = heard.length
      let didNothing = left > 0
      if (left === 0) done?.(false)
      const each = (result: Result | null): void => {
        left -= 1
        didNothing &&= doesNothing(result)
        if (left === 0) done?.(didNothing)
      }
      heard.forEach(send('on', event, depth, each))
      return heard.length === 1 ? (heard[0]?.artifact ?? null) : null
    },
    follow(what, to, told) {
      const heard = alone(named(what))
      return heard?.artifact === to && programs.follow(to, heard.delivery, told)
    },
    tellOne: (event, artifact) => tellOne(event, artifact, 0),
    ask,
    askAll(event, then) {
      ask(event, 0, (refusal) => {
        if (refusal === null) listeners.ask(named(event), then)
        else then(refusal)
      })
    },
    askOne(event, artifact, then) {
      const heard = handlerIndex.ofOne('before', event, artifact)
      if (heard === null) then(null)
      else send('before', event, 0, (result) => then(result?.refusal ?? null))(heard)
    },
  }
}

const doesNothing = (result: Result | null): boolean =>
  result === null || result.effects.every((effect) => effect.do === 'warn')

/** Looks up the one program that an event concerns; null: it concerns others, or somebody has to be asked. */
function createLoneHearers(
  { handlerIndex, listeners }: EventDeliveryParts,
  concerned: (kind: HandlerKind, event: EventData) => readonly MatchedHandlers[],
): (event: EventData) => HeardAlone | null {
  let last: HeardAlone | null = null
  return (event) => {
    const version = handlerIndex.version()
    // Of a dozen uses of one thing, which are one event, only the first has to be looked up.
    if (last?.event === event && last.version === version) return last
    last = null
    if (listeners.concerns(event) || concerned('before', event).length > 0) return null
    const [only, other] = concerned('on', event)
    if (only === undefined || other !== undefined) return null
    const { artifact, handlers } = only
    const delivery: Delivery = { type: 'event', handlers, event, follows: true }
    return (last = { event, artifact, delivery, version })
  }
}
