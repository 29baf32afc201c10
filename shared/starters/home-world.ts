// Makes the small world that is somebody's home: a page that says what it is, two chairs, a way out, and
// their body.
import type * as Y from 'yjs'
import { makeArtifactId, type Address, type ArtifactId, type RandomBytes } from '../world/address.ts'
import { PERSON_SIZE, type AvatarLook } from '../world/avatar.ts'
import { createArtifact, type NewArtifact } from '../world/edits/place-edits.ts'
import { TITLE_MAX } from '../world/limits.ts'
import { initScene } from '../world/scene/scene.ts'
import { createView } from '../world/view/world-view.ts'

export interface NewHome {
  /** The name of the person whose home it is. */
  readonly name: string
  readonly body: ArtifactId
  readonly look: AvatarLook
  /** Where the portal leads; null: there is none. */
  readonly portal: Address | null
}

type Standing = Omit<NewArtifact, 'id' | 'place'> & {
  readonly id?: ArtifactId
  readonly at: readonly [number, number]
}

const PAGE = `# Home

This is where you belong. You come back here when there is nowhere else to go back to, and it belongs to you alone.

What you carry comes along when you arrive. Put it down here, and it stays. Write on this page, and set things up as you like them.

You have a page of your own too. You find it in the list of people here, next to your name.
`

const BODY = `# You

This is you. When you walk somewhere else, only you go: this page stays here, and so does what you write on it.

Code that you write here is yours.
`

const CHAIR = `# Chair

There are two, so that someone can visit you.
`

const PORTAL = `# Portal

It leads to where everybody begins. Walk up to it and go in.
`

/** The title of a home. */
export function homeTitle(name: string): string {
  return `${name}’s home`.slice(0, TITLE_MAX).toWellFormed()
}

/** Writes a home into a fresh scene. */
export function initHome(scene: Y.Doc, { name, body, look, portal }: NewHome, random: RandomBytes): void {
  const root = makeArtifactId(random)
  const title = homeTitle(name)
  initScene(scene, { root, title, name: title, text: PAGE })
  const view = createView(scene, null)
  const chair = { name: 'Chair', text: CHAIR, look: { sprite: 'chair', width: 56, height: 64 } }
  const things: Standing[] = [
    { ...chair, at: [24, 300] },
    { ...chair, at: [88, 300] },
    {
      id: body,
      name,
      text: BODY,
      look: { sprite: look.sprite, width: PERSON_SIZE, height: PERSON_SIZE },
      properties: { pushable: false, pickable: false, passable: true },
      at: [64, 400],
    },
  ]
  if (portal !== null) {
    const properties = { portal, pushable: false, pickable: false }
    const door = { sprite: 'door', width: 64, height: 88 }
    things.push({ name: 'Portal', text: PORTAL, look: door, properties, at: [820, 276] })
  }
  for (const {
    at: [x, y],
    id = makeArtifactId(random),
    ...thing
  } of things) {
    const made = createArtifact({ view, origin: null }, { ...thing, id, place: { host: root, x, y } })
    if (!made.ok) throw new Error(`a home is out of bounds: ${made.text}`)
  }
  view.destroy()
}
