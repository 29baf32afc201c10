// Programs that are lent to another world, as the play of this one deals with them: it starts them anew where they are, hands them what they hear
// there, and keeps their page there up with the one here.
import type { EventData } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import { happening } from '../acts/act-event.ts'
import type { Courier } from './event-delivery.ts'
import type { Hearing } from './handler-index.ts'
import type { Hold } from './world-pause.ts'
import type { Away, Lending } from './remote-programs.ts'
import type { Pages } from '../documents/play-pages.ts'
import type { Patches } from '../documents/sandbox-patches.ts'
import type { Programs } from './running-programs.ts'
import type { Things } from '../documents/play-things.ts'

export interface LentPrograms {
  readonly isLent: (id: ArtifactId) => boolean
  /** The program of somebody's body is in another world from now on, or, null, in this one; it starts anew there. */
  readonly lend: (body: ArtifactId, away: Away | null) => void
  /** Tells a program that is in another world what happened there. */
  readonly hear: (body: ArtifactId, event: EventData) => void
  /** Asks a program that is in another world before something is done there; answers why not, or null. */
  readonly ask: (body: ArtifactId, event: EventData) => Promise<string | null>
  /** A program has started, wherever it runs. */
  readonly tellWake: (id: ArtifactId) => void
  /** A page, or what its anchors show, is another for programs. */
  readonly turnPage: (id: ArtifactId) => void
}

interface Parts {
  readonly lending: Lending
  readonly things: Pick<Things, 'get'>
  readonly hearing: Pick<Hearing, 'moved'>
  readonly courier: Pick<Courier, 'tell' | 'tellOne' | 'askOne'>
  readonly programs: Pick<Programs, 'anew'>
  readonly patches: Pick<Patches, 'page'>
  readonly pages: Pick<Pages, 'text' | 'anchors'>
  readonly hold: Pick<Hold, 'isHeld'>
  readonly now: () => number
  readonly isOver: () => boolean
  readonly wake: () => void
}

export function createLentPrograms(parts: Parts): LentPrograms {
  const { lending, things, hearing, courier, programs, patches, pages, hold, now, isOver, wake } = parts

  function floorOf(id: ArtifactId): ArtifactId | null {
    const away = lending.of(id)
    if (away !== null) return away.floor()
    const host = things.get(id)?.host ?? null
    return host === 'limbo' ? null : host
  }

  function turnPage(id: ArtifactId): void {
    patches.page(id)
    lending.of(id)?.page(pages.text(id), pages.anchors(id))
  }

  return {
    isLent: (id) => lending.of(id) !== null,
    lend(body, away) {
      if (isOver() || lending.of(body) === away) return
      programs.anew(body, () => lending.lend(body, away))
      turnPage(body)
      wake()
    },
    hear(body, event) {
      const away = lending.of(body)
      if (isOver() || away === null || hold.isHeld()) return
      hearing.moved(body, away.floor())
      courier.tellOne(event, body)
      wake()
    },
    ask(body, event) {
      const away = lending.of(body)
      if (isOver() || away === null || hold.isHeld()) return Promise.resolve(null)
      hearing.moved(body, away.floor())
      return new Promise((resolve) => {
        courier.askOne(event, body, resolve)
        wake()
      })
    },
    tellWake(id) {
      const event = happening('wake', now(), { subject: id, host: floorOf(id) })
      if (lending.of(id) === null) courier.tell(event, 0)
      else courier.tellOne(event, id)
    },
    turnPage,
  }
}
