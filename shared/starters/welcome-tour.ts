// The tour of the welcome world: a page to begin with, and stops to go into, each about one thing and with
// something to try. A stop's key is its id in that world, so that pages can lead from one to the next.
import { FLOOR_WIDTH } from '../world/limits.ts'
import type { Properties } from '../world/artifact.ts'
import type { Sprite } from '../world/sprites.ts'
import { starterPage } from './starter.ts'

export interface TourThing {
  readonly name: string
  readonly sprite: Sprite
  readonly width: number
  readonly height: number
  readonly x: number
  readonly y: number
  readonly text: string
  readonly properties?: Partial<Properties>
  /** The things on its floor. */
  readonly inside?: readonly TourThing[]
  /** Its id, where pages lead to it; else it is given one. */
  readonly key?: string
}

/** Where the right margin begins. */
const RIGHT = FLOOR_WIDTH - 160

export const TOUR_PAGE = `# Welcome

This is a world, and it is also a page. Anyone allowed to write here can write anywhere on it, and everyone who comes by sees it.

Put the cursor at the end of this line and say hello. While you walk, press Write at the top first:

Can’t write here? Press Ctrl and K (on a Mac, Cmd and K; on a phone, the three dots below), look for *my own*, and you get this page in a world of your own.

## Have a look around

Six things stand beside this text. Each has a page of its own, which is its floor, and you can go into it: double-click the thing, or follow these links.

1. [Words](#tour-words): writing a page together
2. [Things](#tour-things): make them, move them, put one into another
3. [Life](#tour-life): a few lines of code on a page, and a thing begins to act
4. [Together](#tour-together): who is here, and what they do
5. [Walking](#tour-walking): be on the page yourself, carry things, go through doors
6. [Away](#tour-away): without a network, and back again

## When you know your way

- [ ] Press Ctrl and K (on a Mac, Cmd and K): everything you can do here, by name. On a phone, press the three dots below
- [ ] Press ? outside the text to see the keyboard shortcuts
- [ ] Press the house at the top left to see all worlds, and create one of your own

Clear this page and make it yours, or leave it as it is for those who come next.
`

const WORDS = `# Words

The text is the floor. It is plain Markdown: a few signs style it, and you see the signs where your cursor is.

## Try it here

- [ ] Write a line below, and make a word **bold** with two stars on either side
- [ ] Begin a line with # for a heading, with - for a list, with > for someone else’s words
- [ ] Type / at the beginning of a line, and choose what to add
- [ ] Press Alt and Enter between two lines: space opens, and everything below moves down with its words
- [ ] Undo it all with Ctrl and Z, even after closing the page

A link to another thing is written like this: \`[Things](#tour-things)\`. A link to another world uses its address.

[On to Things](#tour-things) · [Back to the beginning](#ROOT)
`

const THINGS = `# Things

A thing has a place, a look, a page, and a floor for other things. So a chest is a room, and a room can be a house.

## Try it here

- [ ] Drag the bench beside the tree. Lines show where it stands in line with others
- [ ] Hold Shift and click both, or draw a frame around them, and move them together
- [ ] Pull a corner of the tree: it grows
- [ ] Drag the lamp onto the chest and wait a moment: it goes in. Double-click the chest and look
- [ ] Make a thing with the plus sign, or double-click the empty margin
- [ ] Copy something with Ctrl and C, and paste it into another world with Ctrl and V
- [ ] Put something away. It waits in limbo, and can be brought back: nothing is lost

Enter opens what is selected: its page, its look, and how it behaves.

[On to Life](#tour-life) · [Back to the beginning](#ROOT)
`

const LIFE = `# Life

Code in a page brings its thing to life, whether anybody is there or not. It begins with three backquotes and \`js\`, like this:

\`\`\`
on('use', () => say('Hello.'))
every(5, () => moveBy(8, 0))
\`\`\`

## Try it here

- [ ] Choose the cat under the plus sign, among the starter things. It walks by itself
- [ ] Select it and press Space, which uses it: it says something
- [ ] Open it with Enter. Change how long it rests in its settings, then a word in its code
- [ ] Write something wrong in the code: the fault shows at its line, and the cat carries on once you fix it
- [ ] Pause the world with the mark at the top, then let it carry on

Nothing that code does can hurt your writing: reset the world, and it goes back to how it was built.

[On to Together](#tour-together) · [Back to the beginning](#ROOT)
`

const TOGETHER = `# Together

Press Share to send someone the way here. Then you see each other: where they write, what they hold, where they point.

- Two people can write in the same line. Both stay.
- Two people can drag the same lamp. It ends up in one place.
- Nobody has to press save. The mark at the top says when everything is saved.
- Your undo takes back what you did, never what others did.

Choose one of the round figures at the top to go to that person, or to follow them.

[On to Walking](#tour-walking) · [Back to the beginning](#ROOT)
`

const WALKING = `# Walking

You can write on a page, and you can be on it. Press Walk at the top: a small figure appears on this world’s main floor, and that is you. Walk down to the bridge, press it, and go in: then you are here.

## Try it here

- [ ] Walk with the arrow keys, or press where you want to go. On a phone, use your thumb
- [ ] Press the ball: next to it you see what you can do with it. Push it, then pick it up
- [ ] Put it down again: what you hold is shown below, at the right
- [ ] Walk up to the box and press I to go in, and Q to leave
- [ ] Press Enter and say something. Who is near hears it
- [ ] Press Write, or K, to go back to writing on the page

What you hold comes along when you go. A door can lead to another world, even one on somebody else's machine: press Ctrl and K, and look for *portal*.

You have a home, too. Leave often enough, and you end up there.

[On to Away](#tour-away) · [Back to the beginning](#ROOT)
`

const AWAY = `# Away

On a train, in a cellar, on a hill: go on writing. What you change is kept on this device, and the mark at the top counts it. When you are back online it is sent, and you get what the others wrote in the meantime.

When you have been gone for a while, a short report says what others changed, and where you both changed the same thing. Press the mark to see what is kept on this device.

You can also take a world with you: save it as a folder of Markdown files, for any other program, and import it again later.

[Back to the beginning](#ROOT)
`

/** Most of the tour stays where it is: a visitor could carry it off, and nobody after them would find it. */
const STAYS = { pushable: false, pickable: false } as const

/** It answers whoever uses it, so nobody has to run it while nobody is there. */
export const LANTERN_CODE = `const COLOURS = ['#d2452d', '#d98a1f', '#2f7f73', '#3b6ea5', '#7a4fa0']

let darken = () => {}

on('use', shine)

function shine({ person }) {
  darken()
  set(self, { scale: 125, tint: '#e8b730' })
  say('Hello, ' + (person ?? 'you') + '!')
  const flowers = find({ name: 'Flower' }).sort((one, other) => one.x - other.x)
  // One after the other.
  flowers.forEach((flower, at) => {
    after(0.3 + at * 0.2, () => set(flower, { scale: 150, tint: COLOURS[at] ?? null }))
  })
  darken = after(8, goOut)
}

function goOut() {
  for (const thing of [self, ...find({ name: 'Flower' })]) set(thing, { scale: 100, tint: null })
}`

const LANTERN = `# Lantern

Use it, and the flowers open in its light. The lines below make it do so. Change a colour, and use it again.`

/** On a card; and its name, for those who hear it. */
const HOW_TO_USE = 'Walk up to the lantern and press E, or tap it'

/** Over the heading, where people come in: one thing to use, and words that say so. */
const FIRST_THINGS: readonly TourThing[] = [
  {
    name: 'Lantern',
    sprite: 'lantern',
    width: 48,
    height: 56,
    x: 422,
    y: 14,
    text: starterPage(LANTERN, LANTERN_CODE),
    properties: STAYS,
  },
  {
    name: HOW_TO_USE,
    sprite: 'card',
    width: 204,
    height: 56,
    x: 480,
    y: 14,
    text: `${HOW_TO_USE}\n`,
    properties: STAYS,
  },
  ...[290, 334, 378, 690, 734].map((x, at): TourThing => ({
    name: 'Flower',
    sprite: 'flower',
    width: 40,
    height: 44,
    x,
    y: at % 2 === 0 ? 26 : 14,
    text: 'It opens in the light.\n',
    properties: { ...STAYS, passable: true },
  })),
]

/** In the margins of the tour's first page, which are 160 px wide on either side of the text. */
export const TOUR_THINGS: readonly TourThing[] = [
  ...FIRST_THINGS,
  {
    name: 'Words',
    key: 'tour-words',
    sprite: 'sign',
    width: 64,
    height: 64,
    x: 48,
    y: 40,
    text: WORDS,
    properties: STAYS,
  },
  {
    name: 'Things',
    key: 'tour-things',
    sprite: 'chest',
    width: 72,
    height: 56,
    x: RIGHT + 44,
    y: 160,
    text: THINGS,
    properties: STAYS,
    inside: [
      {
        name: 'Bench',
        sprite: 'bench',
        width: 96,
        height: 56,
        x: 32,
        y: 96,
        text: '# Bench\n\nRoom for two, or for one and a book.\n',
      },
      {
        name: 'Old tree',
        sprite: 'tree',
        width: 112,
        height: 128,
        x: RIGHT + 24,
        y: 96,
        text: '# Old tree\n\nIt was here before the page was. Under it is a good place to begin a story.\n',
      },
      {
        name: 'Lamp',
        sprite: 'lamp',
        width: 48,
        height: 80,
        x: 56,
        y: 264,
        text: '# Lamp\n\nIt is on, in case you read late.\n',
      },
      {
        name: 'Chest',
        sprite: 'chest',
        width: 72,
        height: 56,
        x: RIGHT + 44,
        y: 320,
        text: '# Chest\n\nA thing with something in it. Whatever is on its floor goes where the chest goes.\n',
        inside: [
          {
            name: 'A thin book',
            sprite: 'book',
            width: 48,
            height: 48,
            x: RIGHT + 56,
            y: 48,
            text: '# A thin book\n\nThe first page is empty. It has been waiting for you.\n',
          },
        ],
      },
    ],
  },
  {
    name: 'Life',
    key: 'tour-life',
    sprite: 'plant',
    width: 64,
    height: 80,
    x: 48,
    y: 320,
    text: LIFE,
    properties: STAYS,
  },
  {
    name: 'Together',
    key: 'tour-together',
    sprite: 'bench',
    width: 96,
    height: 56,
    x: RIGHT + 32,
    y: 440,
    text: TOGETHER,
    properties: STAYS,
  },
  {
    name: 'Walking',
    key: 'tour-walking',
    sprite: 'bridge',
    width: 96,
    height: 64,
    x: RIGHT + 32,
    y: 640,
    text: WALKING,
    properties: STAYS,
    inside: [
      {
        name: 'Ball',
        sprite: 'ball',
        width: 40,
        height: 40,
        x: RIGHT + 60,
        y: 120,
        text: '# Ball\n\nIt goes where it is pushed, and it can be carried.\n',
      },
      {
        name: 'Box',
        sprite: 'box',
        width: 64,
        height: 64,
        x: 48,
        y: 200,
        text: '# Box\n\nThere is more room in here than you would think.\n',
      },
    ],
  },
  {
    name: 'Away',
    key: 'tour-away',
    sprite: 'house',
    width: 96,
    height: 96,
    x: 32,
    y: 560,
    text: AWAY,
    properties: STAYS,
  },
]
