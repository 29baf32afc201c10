// Rights in words: what somebody can do, as people say it.
import type { OpenRight } from '../../shared/wire/api/sharing-bodies.ts'
import type { Right } from '../../shared/world/rights.ts'

/** After a name, or in a list to choose from. */
export const CAN: Readonly<Record<Right, string>> = {
  none: 'can do nothing',
  see: 'can look',
  act: 'can take part',
  edit: 'can write',
  own: 'owns it',
}

/** The meaning of each, for the person who gives it. */
export const MEANS: Readonly<Record<Exclude<Right, 'none'>, string>> = {
  see: 'sees everything here but changes nothing',
  act: 'also walks, talks and uses things',
  edit: 'also changes the page and the things',
  own: 'also decides who can do what',
}

/** For the person who has it. */
export const YOU_CAN: Readonly<Record<Right, string>> = {
  none: 'You can do nothing in this world.',
  see: 'You can look at this world.',
  act: 'You can look at this world, and walk, talk and use things in it.',
  edit: 'You can write in this world, and walk, talk and use things.',
  own: 'You own this world.',
}

/** Of everybody who will come by a link: read before it is made. */
export const WHOEVER_COMES: Readonly<Record<Exclude<OpenRight, 'none'>, string>> = {
  see: 'Everyone who has the link can look at this world, and do nothing else.',
  act: 'Everyone who has the link can walk, talk and use things here, but not write.',
  edit: 'Everyone who has the link can write here, and walk, talk and use things.',
}

/** When it became another one while they were there. */
export const NOW_YOU_CAN: Readonly<Record<Right, string>> = {
  none: 'You can no longer do anything in this world.',
  see: 'From now on you can only look at this world.',
  act: 'From now on you can walk, talk and use things here, but not write.',
  edit: 'From now on you can write here.',
  own: 'This world is now yours.',
}

export const OPEN_RIGHTS: readonly OpenRight[] = ['none', 'see', 'act', 'edit']
export const LINK_RIGHTS: readonly Exclude<OpenRight, 'none'>[] = ['see', 'act', 'edit']
export const PERSON_RIGHTS: readonly Exclude<Right, 'none'>[] = ['see', 'act', 'edit', 'own']
