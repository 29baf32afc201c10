// Makes the small world of a first start: a tour of the things that people can do here, which is itself a
// world.
import type * as Y from 'yjs'
import { makeArtifactId, parseArtifactId, type ArtifactId, type RandomBytes } from '../world/address.ts'
import { createArtifact } from '../world/edits/place-edits.ts'
import { initScene } from '../world/scene/scene.ts'
import { TOUR_THINGS, TOUR_PAGE, type TourThing } from './welcome-tour.ts'
import { createView } from '../world/view/world-view.ts'

export const WELCOME_TITLE = 'Welcome'

/** Writes the welcome world into a fresh scene. */
export function initWelcome(scene: Y.Doc, random: RandomBytes, origin: unknown = null): void {
  const root = makeArtifactId(random)
  initScene(scene, { root, title: WELCOME_TITLE, name: 'The garden', text: TOUR_PAGE }, origin)
  const view = createView(scene, null)
  function put(thing: TourThing, host: ArtifactId): void {
    const { name, sprite, width, height, x, y, key, properties = {}, inside = [] } = thing
    const id = parseArtifactId(key) ?? makeArtifactId(random)
    const text = thing.text.replaceAll('(#ROOT)', `(#${root})`)
    const look = { sprite, width, height }
    const made = createArtifact({ view, origin }, { id, name, text, look, properties, place: { host, x, y } })
    if (!made.ok) throw new Error(`the welcome world is out of bounds: ${made.text}`)
    for (const one of inside) put(one, id)
  }
  for (const thing of TOUR_THINGS) put(thing, root)
  view.destroy()
}
