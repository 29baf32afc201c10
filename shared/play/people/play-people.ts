// The people in a play. Each of their actions is done once and answered, and changes that they did not ask
// for are stored. Everybody stands somewhere.
import type { ArtifactId } from '../../world/address.ts'
import type { Outcome } from '../../world/live/live-state-values.ts'
import type { ActContext } from '../acts/act-context.ts'
import type { ActionAsk, OutcomeReceiver } from '../acts/action.ts'
import type { HeldLink } from '../crossings/cargo.ts'
import type { HeldProperty } from '../crossings/held-property.ts'
import type { PlayDocuments } from '../documents/play-documents.ts'
import type { EventDelivery } from '../programs/event-delivery.ts'
import type { WorldControls } from '../programs/world-controls.ts'
import type { WorldPause } from '../programs/world-pause.ts'
import { createAnsweredActions, type AnsweredActions } from './answered-actions.ts'
import { createPendingAnswers } from './pending-program-answers.ts'
import { createPersonActs } from './person-acts.ts'
import { createRemoteHeldThings } from './remote-held-things.ts'
import { createStrandedPeople, type StrandedPeople } from './stranded-people.ts'
import { createPendingChanges, type UnrequestedChanges } from './unrequested-changes.ts'

/** The requests that a play takes for people. */
export interface PeopleRequests extends UnrequestedChanges {
  /**
   * Does what a person asks. Resolves when the outcome is stored, rejects when the play failed. Rights were
   * checked before.
   */
  act(asked: ActionAsk): Promise<Outcome>
  /** The same, for many who wait. */
  ask(asked: ActionAsk, receiver: OutcomeReceiver): void
  /** The thing in somebody's hand that stands for one that is elsewhere, `node/id`. */
  standInFor(body: ArtifactId, link: string): ArtifactId | null
  /** The things here that somebody holds, the one that they picked up last first. */
  held(body: ArtifactId): readonly HeldLink[]
  /** Asks those who want to be asked before somebody puts down what is elsewhere; answers why not. */
  mayPutDown(body: ArtifactId, link: string): Promise<string | null>
  /** Everybody who is here and not away, by their bodies. */
  here(): readonly ArtifactId[]
}

export interface PlayPeople {
  readonly requests: PeopleRequests
  readonly stranded: StrandedPeople
  /** Begins what was asked and can be begun. */
  readonly beginActions: () => void
  /** Whether an action can be begun. */
  readonly hasActions: AnsweredActions['hasWaiting']
  /** Whether somebody waits for an outcome to be stored. */
  readonly hasUnstored: () => boolean
  /** The world is paused: nobody waits for programs. */
  readonly giveUpPrograms: () => void
  /** Takes those who are to be told once what was done by now is stored. */
  readonly takeDone: () => readonly (() => void)[]
  /**
   * Nothing more is done. With an error, all who still wait get it. Without one they are not answered, and
   * ask again later.
   */
  readonly end: (error: Error | null) => void
}

interface PlayPeopleParts {
  readonly documents: Pick<PlayDocuments, 'view' | 'live' | 'writes'>
  readonly context: ActContext
  readonly delivery: EventDelivery
  readonly heldProperty: HeldProperty
  readonly pause: Pick<WorldPause, 'isHeld'>
  readonly controls: WorldControls
  readonly isOver: () => boolean
  readonly wake: () => void
}

export function createPlayPeople(parts: PlayPeopleParts): PlayPeople {
  const { context, delivery, heldProperty, controls, wake } = parts
  const { view, live, writes } = parts.documents
  const pendingAnswers = createPendingAnswers(delivery)
  const person = createPersonActs({ context, delivery: pendingAnswers.delivery, heldProperty, controls })
  const actions = createAnsweredActions({ live, writes, now: context.now, person, onAsked: wake })
  const remoteHeld = createRemoteHeldThings({ ...parts, view, live })
  const unrequested = createPendingChanges({ ...parts, remoteHeld })
  return {
    requests: {
      ...unrequested.changes,
      act: (asked) =>
        new Promise((resolve, reject) => actions.ask(asked, { answered: resolve, failed: reject })),
      ask: actions.ask,
      standInFor: remoteHeld.shown,
      held: remoteHeld.held,
      mayPutDown: remoteHeld.mayPutDown,
      here: () => [...context.things.avatars()].filter(([, { isAway }]) => !isAway).map(([id]) => id),
    },
    stranded: createStrandedPeople(context),
    beginActions: actions.step,
    hasActions: actions.hasWaiting,
    hasUnstored: unrequested.hasWaiting,
    giveUpPrograms: pendingAnswers.giveUp,
    takeDone: () => [actions.takeDone(), ...unrequested.takeDone()],
    end(error) {
      actions.end(error)
      if (error !== null) unrequested.fail(error)
    },
  }
}
