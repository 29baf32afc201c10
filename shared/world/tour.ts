// The tour that the welcome world is: a page to begin with, and stops to go into, each about one thing and with something
// to try on it. A stop's key is its id in that world, so that pages can lead from one to the next.
import { FLOOR_WIDTH } from './limits.ts'
import type { Sprite } from './sprite.ts'

export interface Standing {
  readonly name: string
  readonly sprite: Sprite
  readonly width: number
  readonly height: number
  readonly x: number
  readonly y: number
  readonly text: string
  /** What stands on its floor. */
  readonly inside?: readonly Standing[]
  /** Its id, where pages lead to it; else it is given one. */
  readonly key?: string
}

/** Where the right margin begins. */
const RIGHT = FLOOR_WIDTH - 160

export const TOUR_PAGE = `# Welcome

This is a world, and it is also a page. Whoever may write here can write anywhere on it, and what they write is there for everyone who comes by.

Put the cursor at the end of this line and say hello:

It does not let you write? Press Ctrl and K (on a Mac, Cmd and K; on a phone, the three dots below), look for *my own*, and you have this page in a world of yours.

## Have a look around

Six things stand beside this text. Each has a page of its own, which is its floor, and you can go into it: click twice on the thing, or follow these ways.

1. [Words](#tour-words): a page that is written together
2. [Things](#tour-things): make them, move them, put one into another
3. [Life](#tour-life): a few lines of code on a page, and a thing begins to act
4. [Together](#tour-together): who is here, and what they do
5. [Walking](#tour-walking): be on the page yourself, carry things, go through doors
6. [Away](#tour-away): without a network, and back again

## When you know your way

- [ ] Press Ctrl and K (on a Mac, Cmd and K): everything one can do here, by its name. On a phone, press the three dots below
- [ ] Press ? outside the text: the keys for it
- [ ] Go to the worlds by the house at the top left, and make one of your own

Clear this page and make it yours, or leave it as it is for those who come next.
`

const WORDS = `# Words

The text is the floor. It is plain Markdown: a few signs set it, and where your cursor is, you see the signs.

## Try it here

- [ ] Write a line below, and **lean on a word** with two stars on either side
- [ ] Begin a line with # for a heading, with - for a list, with > for words of somebody else
- [ ] Type / at the beginning of a line, and choose what to put there
- [ ] Press Alt and Enter between two lines: room opens, and what stands below moves down with its words
- [ ] Undo it all with Ctrl and Z, also after you have closed the page

A way to another thing is written like this: \`[Things](#tour-things)\`. To another world, by its address.

[On to Things](#tour-things) · [Back to the beginning](#ROOT)
`

const THINGS = `# Things

A thing has a place, a look, a page, and a floor for other things. So a chest is a room, and a room can be a house.

## Try it here

- [ ] Drag the bench beside the tree. Lines show where it stands in line with others
- [ ] Hold Shift and click both, or draw a frame around them, and move them together
- [ ] Pull a corner of the tree: it grows
- [ ] Drag the lamp onto the chest and wait a moment: it goes in. Click the chest twice and look
- [ ] Make a thing with the plus sign, or click twice on the empty margin
- [ ] Copy something with Ctrl and C, and put it down in another world with Ctrl and V
- [ ] Put something away. It waits in limbo, and can be brought back: nothing is lost

Enter opens what is selected: its page, its look, and what play goes by.

[On to Life](#tour-life) · [Back to the beginning](#ROOT)
`

const LIFE = `# Life

Code in a page brings its thing to life, whether anybody is there or not. It begins with three backquotes and \`js\`, like this:

\`\`\`
on('use', () => say('Hello.'))
every(5, () => moveBy(8, 0))
\`\`\`

## Try it here

- [ ] Choose the cat from the plus sign, under the things that live. It walks by itself
- [ ] Select it and press U, which uses it: it says something
- [ ] Open it with Enter. Change the rest in its settings, then a word in its code
- [ ] Write something wrong in the code: the fault stands at its line, and the cat goes on when it is mended
- [ ] Pause the world with the mark at the top, and let it go on

Nothing that code does can hurt your writing: what it did can be reset, and the world is as it was written.

[On to Together](#tour-together) · [Back to the beginning](#ROOT)
`

const TOGETHER = `# Together

Share sends somebody the way here. They give a name, and then you see each other: where they write, what they have in hand, where they point.

- Two people can write in the same line. Both stay.
- Two people can drag the same lamp. It ends up in one place.
- Nobody has to press save. The mark at the top says when the server has it.
- Your undo takes back what you did, never what others did.

Choose somebody among the round figures at the top to go where they are, and along with them.

[On to Walking](#tour-walking) · [Back to the beginning](#ROOT)
`

const WALKING = `# Walking

You can write on a page, and you can be on it. Press Walk at the top, or Escape: a small figure stands on the first page of this world, and that is you. Walk down to the bridge, press it, and go in: then you are here.

## Try it here

- [ ] Walk with the arrow keys, or press where you want to go. On a phone, use your thumb
- [ ] Press the ball: what you can do with it stands beside it. Push it, then pick it up
- [ ] Put it down again: what you hold is shown below, at the right
- [ ] Walk up to the box and press I to go in, and Q to leave
- [ ] Press Enter and say something. Who is near hears it
- [ ] Press Write, or K, and you have the page before you again

What you hold comes along when you go. A door can lead to another world, also to one on somebody else's machine: press Ctrl and K, and look for *portal*.

You have a home, too. Leave often enough, and you are there.

[On to Away](#tour-away) · [Back to the beginning](#ROOT)
`

const AWAY = `# Away

On a train, in a cellar, on a hill: go on writing. What you change is kept on this device and counted in the mark at the top. When the network is back, it finds its way, and so does what the others wrote meanwhile.

When you were gone for a while, a short report says what others changed, and where a word of yours met a word of theirs. Press the mark to see what is kept on this device.

A world can also be carried away: saved as a folder of Markdown files, for any other program, and brought back in.

[Back to the beginning](#ROOT)
`

/** In the margins of the tour's first page, which are 160 px wide on either side of the text. */
export const STANDING: readonly Standing[] = [
  { name: 'Words', key: 'tour-words', sprite: 'sign', width: 64, height: 64, x: 48, y: 40, text: WORDS },
  {
    name: 'Things',
    key: 'tour-things',
    sprite: 'chest',
    width: 72,
    height: 56,
    x: RIGHT + 44,
    y: 160,
    text: THINGS,
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
        text: '# Lamp\n\nIt is on, and it minds nobody reading late.\n',
      },
      {
        name: 'Chest',
        sprite: 'chest',
        width: 72,
        height: 56,
        x: RIGHT + 44,
        y: 320,
        text: '# Chest\n\nA thing with something in it. What lies on its floor goes where the chest goes.\n',
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
  { name: 'Life', key: 'tour-life', sprite: 'plant', width: 64, height: 80, x: 48, y: 320, text: LIFE },
  {
    name: 'Together',
    key: 'tour-together',
    sprite: 'bench',
    width: 96,
    height: 56,
    x: RIGHT + 32,
    y: 440,
    text: TOGETHER,
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
        text: '# Box\n\nThere is more room in here than one would think.\n',
      },
    ],
  },
  { name: 'Away', key: 'tour-away', sprite: 'house', width: 96, height: 96, x: 32, y: 560, text: AWAY },
]
