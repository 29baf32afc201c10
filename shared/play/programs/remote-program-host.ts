// Programs that are lent to another world, as the play of this one deals with them: it starts them anew where
// they are, hands them what they hear there, and keeps their page there up with the one here.
import type { EventData } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import { makeEvent } from '../acts/act-event.ts'
import type { EventDelivery } from './event-delivery.ts'
import type { HandlerIndex } from './handler-index.ts'
import type { WorldPause } from './world-pause.ts'
import type { RemoteRuntime, RemotePrograms } from './remote-programs.ts'
import type { Pages } from '../documents/play-pages.ts'
import type { Patches } from '../documents/sandbox-patches.ts'
import type { RunningPrograms } from './running-programs.ts'
import type { Things } from '../documents/play-things.ts'

export interface RemoteProgramHost {
  readonly isElsewhere: (id: ArtifactId) => boolean
  /**
   * The program of somebody's body is in another world from now on, or, null, in this one; it starts anew
   * there.
   */
  readonly runElsewhere: (body: ArtifactId, away: RemoteRuntime | null) => void
  /** Tells a program that is in another world what happened there. */
  readonly deliverRemoteEvent: (body: ArtifactId, event: EventData) => void
  /** Asks a program that is in another world before something is done there; answers why not, or null. */
  readonly askRemote: (body: ArtifactId, event: EventData) => Promise<string | null>
  /** A program has started, wherever it runs. */
  readonly tellWake: (id: ArtifactId) => void
  /** A page, or what its anchors show, is another for programs. */
  readonly turnPage: (id: ArtifactId) => void
}

interface Parts {
  readonly remotePrograms: RemotePrograms
  readonly things: Pick<Things, 'get'>
  readonly handlerIndex: Pick<HandlerIndex, 'moved'>
  readonly delivery: Pick<EventDelivery, 'tell' | 'tellOne' | 'askOne'>
  readonly programs: Pick<RunningPrograms, 'anew'>
  readonly patches: Pick<Patches, 'page'>
  readonly pages: Pick<Pages, 'text' | 'pageValues'>
  readonly hold: Pick<WorldPause, 'isHeld'>
  readonly now: () => number
  readonly isOver: () => boolean
  readonly wake: () => void
}

export function createRemoteProgramHost(parts: Parts): RemoteProgramHost {
  const {
    remotePrograms,
    things,
    handlerIndex,
    delivery,
    programs,
    patches,
    pages,
    hold,
    now,
    isOver,
    wake,
  } = parts

  function floorOf(id: ArtifactId): ArtifactId | null {
    const away = remotePrograms.of(id)
    if (away !== null) return away.floor()
    const host = things.get(id)?.host ?? null
    return host === 'limbo' ? null : host
  }

  function turnPage(id: ArtifactId): void {
    patches.page(id)
    remotePrograms.of(id)?.page(pages.text(id), pages.pageValues(id))
  }

  return {
    isElsewhere: (id) => remotePrograms.of(id) !== null,
    runElsewhere(body, away) {
      if (isOver() || remotePrograms.of(body) === away) return
      programs.anew(body, () => remotePrograms.runElsewhere(body, away))
      turnPage(body)
      wake()
    },
    deliverRemoteEvent(body, event) {
      const away = remotePrograms.of(body)
      if (isOver() || away === null || hold.isHeld()) return
      handlerIndex.moved(body, away.floor())
      delivery.tellOne(event, body)
      wake()
    },
    askRemote(body, event) {
      const away = remotePrograms.of(body)
      if (isOver() || away === null || hold.isHeld()) return Promise.resolve(null)
      handlerIndex.moved(body, away.floor())
      return new Promise((resolve) => {
        delivery.askOne(event, body, resolve)
        wake()
      })
    },
    tellWake(id) {
      const event = makeEvent('wake', now(), { subject: id, host: floorOf(id) })
      if (remotePrograms.of(id) === null) delivery.tell(event, 0)
      else delivery.tellOne(event, id)
    },
    turnPage,
  }
}
