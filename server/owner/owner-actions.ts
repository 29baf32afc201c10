// Answers actions in worlds of this node: whether one may be asked, and who answers it.
import type { Logger } from 'pino'
import type { ActingPerson, Action, ActionAsk } from '../../shared/play/acts/action.ts'
import type { ActionRequest } from '../../shared/wire/frames/action-frames.ts'
import type { MemberId } from '../../shared/world/address.ts'
import type { Outcome } from '../../shared/world/live/live-state-values.ts'
import type { MemberPeople } from '../accounts/directory/member-people.ts'
import type { WorldKey, WorldRecord } from '../contracts/world-record.ts'
import type { ActionClient, WorldActions } from '../sync/sync-server.ts'
import type { RemoteListeners } from './away/remote-listeners.ts'
import type { ActionSessions } from './people/action-sessions.ts'
import type { PeopleArrivals } from './people/people-arrivals.ts'
import type { OwnedWorlds } from './worlds/owned-worlds.ts'
import type { OwnersRoom } from './worlds/world-run.ts'

/**
 * What comes while the node stops has no answer: its connection is about to be closed, and whoever asked asks
 * again, at another process or after the start; a person by the same number.
 */
export const UNANSWERED: Promise<never> = new Promise(() => {})
const NOT_YOURS: Outcome = { ok: false, why: 'This was asked in someone else’s name.' }
const TOO_MUCH: Outcome = { ok: false, why: 'You are watching too many things at once. Close one of them.' }
const MUTED: Outcome = {
  ok: false,
  why: 'The owner of this world has muted you. Nobody heard that.',
}
const BUSY: Outcome = { ok: false, why: 'This node is too busy. Try again in a little while.' }
const BODILESS: Outcome = {
  ok: false,
  why: 'You are not here yourself, so you cannot hear anything. Sign in first.',
}
const ELSEWHERE: Outcome = { ok: false, why: 'You are already somewhere else.' }
const DONE: Outcome = { ok: true, why: null }

interface OwnerActionsOptions {
  readonly worlds: OwnedWorlds
  readonly arrivals: PeopleArrivals
  readonly remoteListeners: RemoteListeners
  readonly sessions: ActionSessions
  readonly people: Pick<MemberPeople, 'nameOf'>
  /** Whether somebody may not speak in a world; anybody may unless given. */
  readonly isMuted?: (member: MemberId, world: WorldRecord) => boolean
  /** Whether there is room for events in worlds; there always is, unless given. */
  readonly room?: OwnersRoom | undefined
  readonly log: Pick<Logger, 'warn'>
}

export class OwnerActions implements WorldActions {
  readonly #options: OwnerActionsOptions
  #count = 0
  #onVisited: (member: MemberId) => void = () => undefined

  constructor(options: OwnerActionsOptions) {
    this.#options = options
  }

  /** Actions that were asked for since the start. */
  get count(): number {
    return this.#count
  }

  /** Calls `listener` when somebody came into a world, perhaps where they were away. */
  onVisited(listener: (member: MemberId) => void): void {
    this.#onVisited = listener
  }

  act(world: WorldRecord, asker: ActionClient, sequence: number, request: ActionRequest): Promise<Outcome> {
    const { worlds, arrivals, sessions } = this.#options
    if (worlds.isStopping) return UNANSWERED
    this.#count++
    const { action } = request
    const { member } = asker
    const session = sessions.nameFor(request.session, member.id)
    if (session === null) return Promise.resolve(NOT_YOURS)
    const answer = this.#answerAtOnce(world, asker, request)
    if (answer !== null) return Promise.resolve(answer)
    if (action.verb === 'putBack') return arrivals.putBack(member.id)
    if (!arrivals.counts(asker, action)) return Promise.resolve(ELSEWHERE)
    const known = arrivals.who(member)
    const ask = (who: ActingPerson | null): Promise<Outcome> =>
      this.#actAs(who, world, asker, { session, sequence, action })
    return known instanceof Promise ? known.then(ask) : ask(known)
  }

  /** What needs no play, or cannot have one; null: the play is asked. */
  #answerAtOnce(world: WorldRecord, asker: ActionClient, request: ActionRequest): Outcome | null {
    const { worlds, isMuted, room } = this.#options
    const watched = this.#watch(world.key, asker, request)
    if (watched !== null) return watched
    if (speaks(request) && isMuted?.(asker.member.id, world) === true) return MUTED
    if (!worlds.hasPlace(world)) return BUSY
    const why = room?.whyStill(world) ?? null
    return why === null ? null : { ok: false, why }
  }

  /** Thousands of uses may wait at once, so there is no promise here beside that of the world. */
  #actAs(
    who: ActingPerson | null,
    world: WorldRecord,
    asker: ActionClient,
    request: Pick<ActionAsk, 'session' | 'sequence' | 'action'>,
  ): Promise<Outcome> {
    const { worlds, people } = this.#options
    const { session, sequence, action } = request
    const listened = this.#listen(world.key, asker, action, who)
    if (listened !== null) return Promise.resolve(listened)
    const asked = { session, sequence, action, who, person: people.nameOf(asker.member) ?? 'Somebody' }
    const act = (): Promise<Outcome> => worlds.own(world).act(asked, () => asker.refusal(action))
    if (who !== null && action.verb === 'visit') return this.#visit(world, asker, asked, act)
    return action.verb === 'enter' || action.verb === 'leave' ? this.#sendOn(asker, asked, act) : act()
  }

  async #visit(world: WorldRecord, asker: ActionClient, asked: ActionAsk, act: AskWorld): Promise<Outcome> {
    const outcome = await this.#options.arrivals.visit(world, asker, asked, act)
    // A person who was away there is not any more.
    if (outcome.ok) this.#onVisited(asker.member.id)
    return outcome
  }

  /** Somebody goes elsewhere, with the tab that asked. */
  async #sendOn(asker: ActionClient, asked: ActionAsk, act: AskWorld): Promise<Outcome> {
    const outcome = await act()
    if (outcome.ok) this.#options.arrivals.answered(asker, asked)
    return outcome
  }

  came(world: WorldRecord, asker: ActionClient): void {
    this.#options.arrivals.came(world, asker)
  }

  failed({ address }: WorldRecord, error: unknown): void {
    this.#options.log.warn({ world: address, err: error }, 'an action failed')
  }

  gone(world: WorldRecord, asker: ActionClient): void {
    const { worlds, remoteListeners, arrivals } = this.#options
    worlds.unwatch(world.key, (consoles) => consoles.gone(asker))
    remoteListeners.gone(world.key, asker)
    arrivals.gone(world, asker)
  }

  /** The console is the owner's; nothing of it happens in the world. */
  #watch(key: WorldKey, asker: ActionClient, { action }: ActionRequest): Outcome | null {
    const { worlds } = this.#options
    if (action.verb === 'watch') return worlds.consolesOf(key).watch(asker, action.thing) ? DONE : TOO_MUCH
    if (action.verb !== 'unwatch') return null
    worlds.unwatch(key, (consoles) => consoles.unwatch(asker, action.thing))
    return DONE
  }

  /**
   * Messages for programs that run elsewhere are between them and their worlds' plays: they are no action of
   * a person.
   */
  #listen(key: WorldKey, asker: ActionClient, action: Action, who: ActingPerson | null): Outcome | null {
    const { remoteListeners } = this.#options
    if (action.verb === 'answer') remoteListeners.answer(key, asker, action.ask, action.why)
    else if (action.verb !== 'listen') return null
    else if (who === null) return BODILESS
    else remoteListeners.listen(key, who.body, asker, action.to)
    return DONE
  }
}

type AskWorld = () => Promise<Outcome>

const speaks = ({ action: { verb } }: ActionRequest): boolean =>
  verb === 'say' || verb === 'shout' || verb === 'whisper'
