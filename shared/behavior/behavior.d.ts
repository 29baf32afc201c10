// Everything that a behavior can use, beside JavaScript itself. The editor completes and explains from this file, and the
// reference page is made from it: each declaration has its words right above it. A name that is not here is an error.

/** Which way a thing looks. */
type Facing = 'up' | 'down' | 'left' | 'right'

/** What became of something you asked for: `ok`, or `why` it could not be. Where it is not ok and your code does not look, a warning at the line says so. */
interface Outcome {
  readonly ok: boolean
  readonly why: string | null
}

/** A thing as it is now. It cannot be written to: use `set`, `moveTo` and the like. */
interface Thing {
  /** Names the thing for good. */
  readonly id: string
  /** What it is called. */
  readonly name: string
  /** Pixels from the left of the floor it stands on. */
  readonly x: number
  /** Pixels from the top of the floor it stands on. */
  readonly y: number
  /** Which way it looks. */
  readonly facing: Facing
  /** On whose floor it stands; null for the world itself, and in limbo. */
  readonly host: Thing | null
  /** How it is drawn: a name such as 'lamp' or 'door', an emoji ('emoji:🦊'), or a coloured ground ('paint:#d8cfbd'). */
  readonly sprite: string
  /** Pixels. */
  readonly width: number
  /** Pixels. */
  readonly height: number
  /** It is drawn in shades of this colour, '#rrggbb'; null: in its own colours. */
  readonly tint: string | null
  /** How far its drawing is turned, clockwise, in degrees from 0 to 359. */
  readonly angle: number
  /** How much of its drawing shows, in percent: 0 is invisible. */
  readonly opacity: number
  /** How large its drawing is on the floor, in percent. The room that it takes stays that of `width` and `height`. Hands and lists show all things at one size. */
  readonly scale: number
  /** Colour of its floor, '#rrggbb', or null. */
  readonly paper: string | null
  /** Colour of the text on its floor, '#rrggbb', or null. */
  readonly ink: string | null
  /** Colour of its title, '#rrggbb', or null. */
  readonly title: string | null
  /** Whether one can walk through it. */
  readonly passable: boolean
  /** Whether it can be pushed. */
  readonly pushable: boolean
  /** Whether it can be picked up. */
  readonly pickable: boolean
  /** Whether people who may only act may carry it out of this world; of the world itself: all that is in it. */
  readonly takeable: boolean
  /** Whether nobody can enter it. */
  readonly locked: boolean
  /** How fast it walks, in percent. */
  readonly speed: number
  /** How far it pushes, in percent. */
  readonly power: number
  /** How hard it is to push, in percent. */
  readonly weight: number
  /** The address of the world that it leads to, or null. */
  readonly portal: string | null
  /** The name of the person who is here with it as their body; null for all other things. */
  readonly person: string | null
  /** Whether it is walking now. */
  readonly walking: boolean
  /** Whether it is not in the world any more; then nothing but its id can be read. */
  readonly gone: boolean
}

/** What can be changed with `set`; what is left out stays as it is. */
interface Changes {
  name?: string
  sprite?: string
  width?: number
  height?: number
  tint?: string | null
  angle?: number
  opacity?: number
  scale?: number
  paper?: string | null
  ink?: string | null
  title?: string | null
  passable?: boolean
  pushable?: boolean
  pickable?: boolean
  takeable?: boolean
  locked?: boolean
  speed?: number
  power?: number
  weight?: number
  portal?: string | null
}

/** What one person alone can see otherwise; null: as all see it. */
interface Looks {
  name?: string | null
  sprite?: string | null
}

/** What a new thing is to be; what is left out is as usual. `on` is the thing on whose floor it stands; left out, with `x` or `y` it stands on the floor that you stand on, else on yours. `fit`: when something stands at `x`, `y`, on the nearest free spot. */
interface Making extends Changes {
  text?: string
  x?: number
  y?: number
  facing?: Facing
  on?: Thing
  fit?: boolean
}

/** What to look for. `name`: exactly so called. `on`: standing on its floor. `within`: so many pixels from you. `id`: this one, wherever it stands; nothing else is given then. */
interface Search {
  id?: string
  name?: string
  on?: Thing
  within?: number
}

/** What can happen. */
type EventName =
  | 'wake'
  | 'timer'
  | 'enter'
  | 'leave'
  | 'move'
  | 'moveStart'
  | 'moveStop'
  | 'collide'
  | 'touch'
  | 'push'
  | 'pickUp'
  | 'putDown'
  | 'hear'
  | 'message'
  | 'use'
  | 'place'
  | 'text'
  | 'properties'
  | 'kneel'
  | 'stand'
  | 'online'
  | 'offline'

/** What you are in an event: who did it, to whom it was done, on whose floor it happened, or somebody on that floor. */
type Role = 'subject' | 'object' | 'host' | 'observer'

/** Which events to hear of. `role`: only when you are this in it; left out, the first that the event has (for the world itself: host). `of`: only when this thing did it or had it done. */
interface Filter {
  role?: Role
  of?: Thing
}

/** Something that happened. */
interface Happening {
  readonly event: EventName
  /** Who did it, a thing or a person who is here; null when nobody in the world did. Somebody who left the world is `gone`. */
  readonly subject: Thing | null
  /** To whom it was done. */
  readonly object: Thing | null
  /** On whose floor. */
  readonly host: Thing | null
  /** The name of the person who did it, or null. */
  readonly person: string | null
  /** What was said, with `hear`. */
  readonly words: string | null
  /** How it was said, with `hear`. */
  readonly voice: 'say' | 'shout' | 'whisper' | null
  /** What was sent, with `message`. */
  // oxlint-disable-next-line typescript/no-explicit-any -- so that data.points + 1 is no riddle
  readonly data: any
  /** What changed, with `properties`: names of properties, or of your own `props`. */
  readonly changed: readonly string[]
  /** When, in milliseconds since 1970. */
  readonly at: number
}

/** The beat of a timer. */
interface Beat {
  /** How many beats were missed before this one, while nothing ran. */
  readonly missed: number
}

/** A row of a table to be written: a value for each column. */
type TableRow = Readonly<Record<string, string | number | boolean | null>>

/** A page, by whole, by line (from 1) and by `#anchor`. Writing shows within ten seconds; an anchor at once. */
interface Page {
  /** All of it. */
  readonly whole: string
  /** Its lines. */
  readonly lines: readonly string[]
  /** Replaces all of it. */
  write(words: string): Promise<Outcome>
  /** Replaces one line. */
  replace(line: number, words: string): Promise<Outcome>
  /** Puts lines before a line; one past the last adds them at the end. */
  insert(line: number, words: string): Promise<Outcome>
  /** Takes lines away. */
  delete(line: number, count?: number): Promise<Outcome>
  /** The rows of the first Markdown table, or of the first under a heading: each an object of texts, by the words over its columns. */
  rows(heading?: string): Record<string, string>[]
  /** Gives that table other rows: objects with a value for each column. Names that are new become columns; a page without a table gets one. */
  setRows(rows: readonly TableRow[], heading?: string): Promise<Outcome>
  /** What a line `#score 12` says, named '#score' or 'score': '12'; null when there is none. */
  read(anchor: string): string | null
  /** What a line `#score 12` is to show instead. The page itself stays as it is written. */
  show(anchor: string, value: string | number): Promise<Outcome>
  /** The same for one person alone: nobody else can see or read it. null shows what all see again. It lasts as long as your program runs, so show it again when that starts. */
  showTo(person: Thing, anchor: string, value: string | number | null): Promise<Outcome>
}

/** The sounds that come with Inkland. */
type SoundName =
  | 'alarm'
  | 'bell'
  | 'chime'
  | 'click'
  | 'coin'
  | 'drum'
  | 'knock'
  | 'lose'
  | 'pop'
  | 'step'
  | 'whoosh'
  | 'win'

/** A tone: hertz, a note such as 'C4', 'F#3' or 'Bb5', or null for a rest. */
type Tone = number | string | null

/** How a sound is made. */
interface SoundOptions {
  /** In percent: 100 if left out. */
  volume?: number
  /** How long each tone lasts, in seconds: 0.2 if left out. */
  beat?: number
}

/** What is sent with a request to an address outside. */
interface FetchOptions {
  /** What to send: a text as it is, anything else as JSON; 16 kB. With it the request is a POST, without it a GET. */
  body?: unknown
  /** `accept`, `accept-language` and `content-type` can be set. */
  headers?: { accept?: string; 'accept-language'?: string; 'content-type'?: string }
}

/** What came of a request to an address outside. */
interface FetchAnswer {
  /** Whether there is an answer, with a status from 200 to 299. */
  readonly ok: boolean
  /** Why not; null when it is ok. */
  readonly why: string | null
  /** The number that the other side answered with, such as 404; 0 when nothing came. */
  readonly status: number
  /** All that was answered, as text; '' when nothing came. */
  readonly text: string
  /** The text read as JSON; null when nothing came. An error where it is no JSON, and where it needs more memory than you have: some 300 kB of it fit. */
  // oxlint-disable-next-line typescript/no-explicit-any -- so that answer.data.title is no riddle
  readonly data: any
  /** Of the headers: content-type, date, etag, last-modified, link and retry-after. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Where it came from, after redirects. */
  readonly address: string
}

/** You: the thing on whose page this is written. */
declare const self: Thing
/** The thing on whose floor you stand; null for the world itself, and in limbo. */
declare const host: Thing | null
/** Kept through restarts and when this code is changed. Plain values only: numbers, texts, true and false, lists, objects; 64 kB in all. */
// oxlint-disable-next-line typescript/no-explicit-any -- so that memory.count + 1 is no riddle
declare const memory: Record<string, any>
/** What you keep of one person, apart from the others: an object like `memory`, and part of it. It is there again when they come back, from another node too. 4 kB for each. An id of `remembered` finds somebody who is not here. */
// oxlint-disable-next-line typescript/no-explicit-any -- so that memoryOf(subject).count + 1 is no riddle
declare function memoryOf(person: Thing | string): Record<string, any>
/** The ids of all people of whom you keep something, here or not. */
declare function remembered(): string[]

/** What another page shares: the functions and values that stand there behind `export`, at the start of a line. Its code runs in your program, as if you had written it, and your program starts again when it changes. Write the name of its thing in quotes. */
// oxlint-disable-next-line typescript/no-explicit-any -- so that from('Cards').shuffle(cards) is no riddle
declare function from(page: string): Record<string, any>

/** All things that fit, nearest first; people who are here are among them. Without a search, all on the floor that you stand on. */
declare function find(search?: Search): Thing[]
/** The nearest thing that fits; null when there is none. */
declare function closest(search?: Search): Thing | null
/** What stands right beside you in a direction; null when nothing does. */
declare function next(direction: Facing): Thing | null
/** What stands on a thing's floor: yours, if left out. */
declare function inside(thing?: Thing): Thing[]

/** Calls `handler` when something happens; call what it answers to stop that. */
declare function on(event: EventName, handler: (happening: Happening) => unknown): () => void
declare function on(event: EventName, filter: Filter, handler: (happening: Happening) => unknown): () => void
/** Asked before something happens; a handler that answers a text refuses it, and the text is the reason. Of what happens by itself, such as 'collide', nobody is asked. */
declare function before(event: EventName, handler: (happening: Happening) => string | void): () => void
declare function before(
  event: EventName,
  filter: Filter,
  handler: (happening: Happening) => string | void,
): () => void
/** Calls `handler` every so many seconds; call what it answers to stop that. Goes on after a restart. */
declare function every(seconds: number, handler: (beat: Beat) => unknown): () => void
/** Calls `handler` once, after so many seconds; call what it answers to stop that. A function with a name of its own goes on after a restart. */
declare function after(seconds: number, handler: (beat: Beat) => unknown): () => void

/** The names of all drawings that there are, for `sprite`. */
declare function sprites(): string[]
/** Changes what a thing is. `angle` may be any number of degrees; `scale` goes from 10 to 400. Tint, angle and opacity also show in a hand and in lists. */
declare function set(thing: Thing, changes: Changes): Promise<Outcome>
/** Walks to a spot; answers when it is there, or what stopped it. Without a thing: you. */
declare function moveTo(x: number, y: number): Promise<Outcome>
declare function moveTo(thing: Thing, x: number, y: number): Promise<Outcome>
/** Walks so far from here. Without a thing: you. */
declare function moveBy(dx: number, dy: number): Promise<Outcome>
declare function moveBy(thing: Thing, dx: number, dy: number): Promise<Outcome>
/** Looks another way. Without a thing: you. */
declare function turn(facing: Facing): Promise<Outcome>
declare function turn(thing: Thing, facing: Facing): Promise<Outcome>
/** Stops walking. Without a thing: you. */
declare function halt(thing?: Thing): Promise<Outcome>
/** Is put on a spot at once, if that is free; `on` another floor, if given. Without a thing: you. */
declare function placeAt(x: number, y: number, on?: Thing): Promise<Outcome>
declare function placeAt(thing: Thing, x: number, y: number, on?: Thing): Promise<Outcome>
/** Is put on the free spot nearest to this one. Without a thing: you. */
declare function fitAt(x: number, y: number, on?: Thing): Promise<Outcome>
declare function fitAt(thing: Thing, x: number, y: number, on?: Thing): Promise<Outcome>
/** Pushes what stands beside you, away from you. */
declare function push(thing: Thing): Promise<Outcome>
/** Picks up what stands beside you. */
declare function pickUp(thing: Thing): Promise<Outcome>
/** Puts down what you picked up last, beside you. */
declare function putDown(): Promise<Outcome>
/** Uses what is within reach, as somebody does who presses it. */
declare function use(thing: Thing): Promise<Outcome>
/** Goes onto the floor of what stands beside you; through a portal, into another world. */
declare function enter(thing: Thing): Promise<Outcome>
/** Leaves the floor you are on, and stands beside the thing it belongs to. */
declare function leave(): Promise<Outcome>
/** Is put anywhere at once, also far away: on the nearest free spot. Without a thing: you. */
declare function teleport(x: number, y: number, on: Thing): Promise<Outcome>
declare function teleport(thing: Thing, x: number, y: number, on: Thing): Promise<Outcome>
/** Makes a thing, and answers it; null when it could not be made. */
declare function create(thing: Making): Promise<Thing | null>
/** Makes a thing that is like another, its page and its inside too, and answers it; null when it could not be made. */
declare function copy(thing: Thing, changes?: Making): Promise<Thing | null>
/** Puts a thing into limbo, where it can be brought back from. Without a thing: you. */
declare function destroy(thing?: Thing): Promise<Outcome>
/** Says something to all on your floor. */
declare function say(words: string): Promise<Outcome>
/** Says something to the whole world. */
declare function shout(words: string): Promise<Outcome>
/** Says something to one thing, or one person, alone. It is kept nowhere. */
declare function whisper(thing: Thing, words: string): Promise<Outcome>

/** Sends something to the program of one thing, which hears it with `on('message', ({ data, subject }) => ...)`: numbers, texts, true and false, lists, objects; 4 kB. Nobody else hears it, and it is kept nowhere. Not ok when that program does not listen. */
declare function send(thing: Thing, data: unknown): Promise<Outcome>
/** Asks one person something, and answers what they choose: one of the texts, or the fields that they filled in. Fields are declared as in `props`: their usual values. null when they close it, go away, or do not answer in time (`within`: seconds, 120 if left out). You can ask a person one thing at a time; a question does not outlive a restart of your program. */
declare function ask<Choice extends string>(
  person: Thing,
  words: string,
  choices?: readonly Choice[],
  options?: { within?: number },
): Promise<Choice | null>
declare function ask<T extends Record<string, number | string | boolean | readonly string[]>>(
  person: Thing,
  words: string,
  fields: T,
  options?: { within?: number },
): Promise<
  | {
      readonly [K in keyof T]: T[K] extends readonly (infer One)[]
        ? One
        : T[K] extends number
          ? number
          : T[K] extends boolean
            ? boolean
            : string
    }
  | null
>
/** Asks one person whether their view may be led to a thing, and answers whether it was: they may refuse. A question like those of `ask`, with words of yours. */
declare function pointOut(person: Thing, thing: Thing, words?: string): Promise<boolean>
/** Shows one person alone another name or drawing of a thing; null shows again what all see. It lasts as long as your program runs, so set it again when that starts. */
declare function setFor(person: Thing, thing: Thing, looks: Looks): Promise<Outcome>

/** Makes a sound for all who are in the world: one that comes with Inkland, or tones, one after the other. A person hears it once they have allowed sound on their device. 5 sounds a second at most, 10 seconds long. */
declare function sound(what: SoundName | readonly Tone[], options?: SoundOptions): Promise<Outcome>
/** Makes a sound for one person alone. */
declare function soundFor(
  person: Thing,
  what: SoundName | readonly Tone[],
  options?: SoundOptions,
): Promise<Outcome>

/** Asks an address outside that this node's admins have allowed, and answers what came: up to 1 MB, within 10 seconds. Nothing is sent along that tells who asks. All programs of a world together can do it once a second. It does not work in drafts, and what was asked before a restart of your program is not answered. */
declare function fetch(address: string, options?: FetchOptions): Promise<FetchAnswer>

/** A page: yours, if left out. */
declare function text(thing?: Thing): Page
/** Declares settings with their usual values, which people change in the inspector: numbers, texts, yes or no, or a list to choose from, usual first. Answers their values as they are now. */
declare function props<T extends Record<string, number | string | boolean | readonly string[]>>(
  settings: T,
): { readonly [K in keyof T]: T[K] extends readonly (infer One)[] ? One : T[K] }
/** Writes to the console of this thing, which its editors see. */
declare function log(...values: unknown[]): void
