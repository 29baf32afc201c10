// What becomes of people though none of their actions asks for it: they lose touch, leave it to their program, go to another node, are home
// again, or hold something of another node. Whoever tells the play so is answered when it is stored.
import { avatarHere, goAway } from '../acts/arrivals.ts'
import type { Links } from './remote-held-things.ts'
import type { Play } from '../play.ts'
import type { Stage } from '../acts/act-context.ts'
import type { Taking } from '../crossings/held-property.ts'
import { driveBy } from './avatar-driver.ts'
import { comeHome, goOut } from './abroad-avatar.ts'

export interface Unasked extends Pick<
  Play,
  'away' | 'sendOut' | 'putBack' | 'drive' | 'out' | 'home' | 'hold'
> {
  /** Whether somebody waits for that. */
  readonly hasWaiting: () => boolean
  /** Takes those who are to be told once what was done by now is stored. */
  readonly takeDone: () => readonly (() => void)[]
  /** Nothing more is done, and who still waits gets the error. */
  readonly fail: (error: Error) => void
}

interface Parts {
  readonly stage: Stage
  readonly links: Pick<Links, 'set'>
  readonly taking: Pick<Taking, 'putBack' | 'left'>
  readonly isOver: () => boolean
  readonly wake: () => void
}

interface Waiting {
  readonly resolve: () => void
  readonly reject: (why: Error) => void
}

export function createUnasked({ stage, links, taking, isOver, wake }: Parts): Unasked {
  let waiting: Waiting[] = []

  /** Resolves when all is stored that is done by now. */
  function stored(): Promise<void> {
    return new Promise((resolve, reject) => {
      waiting.push({ resolve, reject })
      wake()
    })
  }

  function move(act: () => void): Promise<void> {
    if (isOver()) return Promise.resolve()
    act()
    return stored()
  }

  return {
    away: (body) =>
      avatarHere(stage.things, body) === null
        ? Promise.resolve()
        : move(() => {
            goAway(stage, body)
            taking.left(body)
          }),
    sendOut: (body) =>
      stage.things.avatar(body) === null
        ? Promise.resolve()
        : move(() => {
            goAway(stage, body)
            taking.putBack(body, 'not theirs')
          }),
    putBack: (body) => move(() => taking.putBack(body, 'staying')),
    drive: (body, by) => (isOver() || !driveBy(stage, body, by) ? Promise.resolve() : stored()),
    out: (body, leaving) => move(() => goOut(stage, body, leaving)),
    home: (body, from) => move(() => comeHome(stage, body, from)),
    hold: (body, node, held) => (isOver() || !links.set(body, node, held) ? Promise.resolve() : stored()),
    hasWaiting: () => waiting.length > 0,
    takeDone() {
      const done = waiting.map(({ resolve }) => resolve)
      waiting = []
      return done
    },
    fail(error) {
      for (const { reject } of waiting) reject(error)
    },
  }
}
