// Programs that are lent to another world, as the play of this one deals with them: it starts them anew where
// they are, hands them what they hear there, and keeps their page there up with the one here.
import type { EventData } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import type { EventDelivery } from './event-delivery.ts'
import type { HandlerIndex } from './handler-index.ts'
import type { WorldPause } from './world-pause.ts'
import type { RemoteRuntime, RemotePrograms } from './remote-programs.ts'
import type { PlayDocuments } from '../documents/play-documents.ts'
import type { RunningPrograms } from './running-programs.ts'

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
  /** A page has changed for programs, in its text or at its anchors. */
  readonly pageChanged: (id: ArtifactId) => void
}

interface RemoteProgramHostParts {
  readonly documents: Pick<PlayDocuments, 'pages' | 'patches'>
  readonly handlerIndex: Pick<HandlerIndex, 'moved'>
  readonly delivery: Pick<EventDelivery, 'tellOne' | 'askOne'>
  readonly remotePrograms: RemotePrograms
  readonly programs: Pick<RunningPrograms, 'anew'>
  readonly pause: Pick<WorldPause, 'isHeld'>
  readonly isOver: () => boolean
  readonly wake: () => void
}

export function createRemoteProgramHost(parts: RemoteProgramHostParts): RemoteProgramHost {
  const { remotePrograms, handlerIndex, delivery, programs, pause, isOver, wake } = parts
  const { pages, patches } = parts.documents

  function pageChanged(id: ArtifactId): void {
    patches.page(id)
    remotePrograms.of(id)?.page(pages.text(id), pages.pageValues(id))
  }

  return {
    isElsewhere: (id) => remotePrograms.of(id) !== null,
    runElsewhere(body, away) {
      if (isOver() || remotePrograms.of(body) === away) return
      programs.anew(body, () => remotePrograms.runElsewhere(body, away))
      pageChanged(body)
      wake()
    },
    deliverRemoteEvent(body, event) {
      const away = remotePrograms.of(body)
      if (isOver() || away === null || pause.isHeld()) return
      handlerIndex.moved(body, away.floor())
      delivery.tellOne(event, body)
      wake()
    },
    askRemote(body, event) {
      const away = remotePrograms.of(body)
      if (isOver() || away === null || pause.isHeld()) return Promise.resolve(null)
      handlerIndex.moved(body, away.floor())
      return new Promise((resolve) => {
        delivery.askOne(event, body, resolve)
        wake()
      })
    },
    pageChanged,
  }
}
