// Things on another node that somebody holds here. A thing stands for each of them here: it is drawn in their
// hand, and can only be put down.
import { makeArtifactId, parseArtifactId, type ArtifactId, type NodeName } from '../../world/address.ts'
import { linkOf, liveArtifacts } from '../../world/live/live-document.ts'
import { artifactMaps } from '../../world/scene/scene.ts'
import { heldBy } from '../../world/view/present-people.ts'
import type { View } from '../../world/view/world-view.ts'
import type * as Y from 'yjs'
import { makeEvent } from '../acts/act-event.ts'
import { bottomOf } from '../acts/hand-acts.ts'
import type { HeldLink } from '../crossings/cargo.ts'
import type { EventDelivery } from '../programs/event-delivery.ts'
import type { WorldPause } from '../programs/world-pause.ts'
import type { ActContext } from '../acts/act-context.ts'

const PAUSED = 'This world is paused.'

export interface RemoteHeldThings {
  /** From now on somebody holds these of a node, and no others of it; false: so it is already. */
  readonly set: (body: ArtifactId, node: NodeName, links: readonly HeldLink[]) => boolean
  /** The things here that somebody holds, the one that they picked up last first. */
  readonly held: (body: ArtifactId) => readonly HeldLink[]
  /** The thing in somebody's hand that stands for another one. */
  readonly shown: (body: ArtifactId, link: string) => ArtifactId | null
  /** Asks those who want to be asked before somebody puts down what is elsewhere; answers why not. */
  readonly mayPutDown: (body: ArtifactId, link: string) => Promise<string | null>
}

interface RemoteHeldThingsParts {
  readonly view: View
  readonly live: Y.Doc
  readonly context: ActContext
  readonly delivery: Pick<EventDelivery, 'askAll'>
  readonly pause: Pick<WorldPause, 'isHeld'>
  readonly isOver: () => boolean
  readonly wake: () => void
}

export function createRemoteHeldThings(parts: RemoteHeldThingsParts): RemoteHeldThings {
  const { view, live, context, delivery, pause, isOver, wake } = parts
  const { things } = context

  /** As it is called at home, unless something has that name here. */
  function idFor(id: string): ArtifactId {
    const same = parseArtifactId(id)
    const isTaken =
      same === null ||
      things.get(same) !== null ||
      artifactMaps(view.scene).has(same) ||
      liveArtifacts(live)?.has(same) === true
    return isTaken ? makeArtifactId(context.random) : same
  }

  function shown(body: ArtifactId, link: string): ArtifactId | null {
    return things.on(body).find((id) => linkOf(live, id) === link) ?? null
  }

  return {
    set(body, node, links) {
      const me = things.get(body)
      const wanted = new Map(links.map((link) => [`${node}/${link.id}`, link]))
      const over = things.on(body).filter((id) => {
        const link = linkOf(live, id)
        // A wanted thing that is shown already stays as it is.
        return link?.startsWith(`${node}/`) === true && !wanted.delete(link)
      })
      if (over.length === 0 && (me === null || wanted.size === 0)) return false
      let y = me === null ? 0 : bottomOf(context, me)
      context.writes.put(`links ${body} ${node}`, (writer) => {
        for (const id of over) writer.remove(id)
        // A person who went elsewhere meanwhile holds nothing here.
        if (things.avatar(body) === null) return
        for (const [link, { id, name, sprite, width, height, of, since }] of me === null ? [] : wanted) {
          const place = { host: body, x: 0, y, facing: 'down', was: null } as const
          const look = { 'look.sprite': sprite, 'look.width': width, 'look.height': height }
          const came = of !== undefined && since !== undefined && { came: { from: of, at: since } }
          writer.make(idFor(id), { name, place, ...look, link, ...came, brought: true })
          y += height
        }
      })
      return true
    },
    held: (body) =>
      heldBy(view, body)
        .filter(({ id }) => linkOf(live, id) === null)
        .map(({ id, name, look: { sprite, width, height } }) => ({ id, name, sprite, width, height })),
    shown,
    mayPutDown(body, link) {
      const host = things.get(body)?.host ?? null
      if (isOver() || pause.isHeld()) return Promise.resolve(PAUSED)
      const object = shown(body, link)
      const event = makeEvent('putDown', context.now(), {
        subject: body,
        object,
        host: host === 'limbo' ? null : host,
      })
      return new Promise((resolve) => {
        delivery.askAll(event, resolve)
        wake()
      })
    },
  }
}
