// The small world that a first start makes: a page that says what one can do here, and a few things in its margins.
import type * as Y from 'yjs'
import { makeArtifactId, type ArtifactId, type RandomBytes } from './address.ts'
import { createArtifact } from './edit-places.ts'
import { FLOOR_WIDTH } from './limits.ts'
import { initScene } from './scene.ts'
import type { Sprite } from './sprite.ts'
import { createView } from './view.ts'

export const WELCOME_TITLE = 'Welcome'

/** Writes the welcome world into a fresh scene. */
export function initWelcome(scene: Y.Doc, random: RandomBytes, origin: unknown = null): void {
  const root = makeArtifactId(random)
  initScene(scene, { root, title: WELCOME_TITLE, name: 'The garden', text: PAGE }, origin)
  const view = createView(scene, null)
  const put = ({ name, sprite, width, height, x, y, text }: Thing, host: ArtifactId): ArtifactId => {
    const id = makeArtifactId(random)
    const look = { sprite, width, height }
    const made = createArtifact({ view, origin }, { id, name, text, look, place: { host, x, y } })
    if (!made.ok) throw new Error(`the welcome world is out of bounds: ${made.text}`)
    return id
  }
  for (const thing of THINGS) put(thing, root)
  put(BOOK, put(CHEST, root))
  view.destroy()
}

interface Thing {
  readonly name: string
  readonly sprite: Sprite
  readonly width: number
  readonly height: number
  readonly x: number
  readonly y: number
  readonly text: string
}

const PAGE = `# Welcome

This is a world, and it is also a page. You can write anywhere in it, and what you write is there for everyone who comes by.

Put the cursor at the end of this line and say hello:

## A page to stand on

The text is the floor. It is plain Markdown, so a few signs are all you need:

- a line that starts with \`#\` is a heading
- a line that starts with \`-\` belongs to a list, like this one
- *one star* around words leans on them, **two** press harder

## Things beside the text

There is a bench in the margin, and a lamp. Drag them somewhere better.

Make a thing of your own: give it a name, choose how it looks, put it down. Every thing has a page, so it can tell you about itself, and a floor, so others can stand on it. Open the chest to see how.

Things can live. Among those that the plus sign offers are some to begin with: a cat that roams, a lamp with a switch, a door that wants its key. Open one, and read on its page the code that moves it.

What you put away waits in limbo and can be brought back. Nothing is lost.

## Together

Send somebody the address of this page. They give a name, and then you see each other write.

1. Two people can write in the same line. Both stay.
2. Two people can drag the same lamp. It ends up in one place.
3. Nobody has to press save. The mark at the top says when the server has it.

## Without a network

On a train, in a cellar, on a hill: go on writing. Your changes are kept on this device and counted in the mark at the top. When the network is back, they find their way, and so does what the others wrote meanwhile.

---

When you know your way around, clear this page and make it yours, or leave it as it is and start a new world.
`

const RIGHT = FLOOR_WIDTH - 160

/** In the margins, which are 160 px wide on either side of the text. */
const THINGS: readonly Thing[] = [
  {
    name: 'Signpost',
    sprite: 'sign',
    width: 64,
    height: 64,
    x: 48,
    y: 40,
    text: '# Signpost\n\nThis way to everything. Write your own directions here.\n',
  },
  {
    name: 'Lamp',
    sprite: 'lamp',
    width: 48,
    height: 80,
    x: RIGHT + 56,
    y: 160,
    text: '# Lamp\n\nIt is on, and it minds nobody reading late.\n',
  },
  {
    name: 'Bench',
    sprite: 'bench',
    width: 96,
    height: 56,
    x: 32,
    y: 420,
    text: '# Bench\n\nRoom for two, or for one and a book.\n',
  },
  {
    name: 'Old tree',
    sprite: 'tree',
    width: 112,
    height: 128,
    x: RIGHT + 24,
    y: 620,
    text: '# Old tree\n\nIt was here before the page was. Under it is a good place to begin a story.\n',
  },
]

const CHEST: Thing = {
  name: 'Chest',
  sprite: 'chest',
  width: 72,
  height: 56,
  x: 44,
  y: 820,
  text: '# Chest\n\nA thing with something in it. What lies on its floor goes where the chest goes.\n',
}

const BOOK: Thing = {
  name: 'A thin book',
  sprite: 'book',
  width: 48,
  height: 48,
  x: RIGHT + 56,
  y: 48,
  text: '# A thin book\n\nThe first page is empty. It has been waiting for you.\n',
}
