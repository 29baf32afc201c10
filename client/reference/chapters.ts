// The order of the reference's entries. A name of the declarations that no chapter has fails a test.

export interface Chapter {
  readonly id: string
  readonly title: string
  readonly words: string
  readonly names: readonly string[]
}

export const EXAMPLE = `const settings = props({ greeting: 'Good morning' })

on('enter', ({ subject }) => {
  memory.visits = (memory.visits ?? 0) + 1
  text().show('visits', memory.visits)
  say(settings.greeting)
})`

export const CHAPTERS: readonly Chapter[] = [
  {
    id: 'yourself',
    title: 'Yourself',
    words:
      'Who you are, where you are, and what you remember. Code on your own body goes with you into other worlds, and can do there whatever you can do.',
    names: ['self', 'host', 'memory', 'memoryOf', 'remembered', 'props', 'from', 'log'],
  },
  {
    id: 'others',
    title: 'Others',
    words: 'What is around you. You can read things, but not change them directly.',
    names: ['find', 'closest', 'next', 'inside', 'Search', 'Thing', 'Facing'],
  },
  {
    id: 'hearing',
    title: 'Hearing and time',
    words: 'What happens now, and what should happen later.',
    names: ['on', 'before', 'every', 'after', 'Filter', 'Role', 'EventName', 'Happening', 'Beat'],
  },
  {
    id: 'moving',
    title: 'Moving',
    words: 'Walking takes time. Being put somewhere happens at once.',
    names: ['moveTo', 'moveBy', 'turn', 'halt', 'placeAt', 'fitAt', 'teleport', 'enter', 'leave'],
  },
  {
    id: 'doing',
    title: 'Doing',
    words: 'Each of these answers with its outcome.',
    names: [
      'set',
      'Changes',
      'sprites',
      'use',
      'push',
      'pickUp',
      'putDown',
      'create',
      'copy',
      'Making',
      'destroy',
      'Outcome',
    ],
  },
  {
    id: 'saying',
    title: 'Saying and writing',
    words: 'What is said is heard once. What is written stays.',
    names: [
      'say',
      'shout',
      'whisper',
      'send',
      'ask',
      'pointOut',
      'sound',
      'soundFor',
      'SoundName',
      'Tone',
      'SoundOptions',
      'setFor',
      'Looks',
      'text',
      'Page',
      'TableRow',
    ],
  },
  {
    id: 'outside',
    title: 'Outside',
    words:
      'Code reaches only addresses that the admins of this node have allowed. Whatever it sends there leaves this node, and everyone who sees the world can read the code that does it.',
    names: ['fetch', 'FetchOptions', 'FetchAnswer'],
  },
]
