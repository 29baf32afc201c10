// The schema of properties: for everything that people can set on a thing its label, its purpose, its
// possible values, and its default. The inspector, its help and its refusals are all made from this.
import { DEFAULT_PROPERTIES, type Field } from './artifact.ts'
import {
  COORDINATE_MAX,
  FLOOR_WIDTH,
  NAME_MAX,
  ORDER_MAX,
  PERCENT_MAX,
  SCALE_MAX,
  SCALE_MIN,
  SIZE_MAX,
} from './limits.ts'
import { DEFAULT_COLORS, DEFAULT_LOOK } from './look.ts'

/** Something that can be set by itself. A place is written whole, but set by its parts. */
export type PropertySchema = Exclude<Field, 'place'> | 'place.x' | 'place.y' | 'place.facing'
export type PropValue = string | number | boolean | null

export type PropertyKind =
  | { readonly type: 'flag' }
  /** Whole numbers only; `step` is the change by an arrow key. */
  | {
      readonly type: 'number'
      readonly min: number
      readonly max: number
      readonly step: number
      readonly unit: 'px' | '%' | '°' | ''
    }
  | { readonly type: 'colour' }
  | { readonly type: 'sprite' }
  | { readonly type: 'text'; readonly max: number }
  | { readonly type: 'address' }
  | {
      readonly type: 'choice'
      readonly choices: readonly { readonly value: string; readonly label: string }[]
    }

export const GROUPS = [
  { id: 'name', title: 'Name' },
  { id: 'place', title: 'Place' },
  { id: 'look', title: 'Look' },
  { id: 'play', title: 'In play' },
  { id: 'colors', title: 'Floor colours' },
] as const
export type PropertyGroup = (typeof GROUPS)[number]['id']

export interface Described {
  readonly label: string
  /** One sentence. */
  readonly help: string
  readonly kind: PropertyKind
  readonly group: PropertyGroup
  /** The value that an absent one reads as; undefined where it cannot be absent. */
  readonly usual?: PropValue
}

const FLAG: PropertyKind = { type: 'flag' }
const COLOUR: PropertyKind = { type: 'colour' }
const PERCENT: PropertyKind = { type: 'number', min: 0, max: PERCENT_MAX, step: 10, unit: '%' }
const SIZE: PropertyKind = { type: 'number', min: 1, max: SIZE_MAX, step: 8, unit: 'px' }

export const SCHEMA: { readonly [P in PropertySchema]: Described } = {
  name: {
    label: 'Name',
    help: 'What people and code call it.',
    kind: { type: 'text', max: NAME_MAX },
    group: 'name',
  },
  'place.x': {
    label: 'From the left',
    help: 'How far its left edge is from the left edge of the floor.',
    kind: { type: 'number', min: 0, max: FLOOR_WIDTH, step: 8, unit: 'px' },
    group: 'place',
  },
  'place.y': {
    label: 'From the top',
    help: 'How far its top edge is from the top of the floor.',
    kind: { type: 'number', min: 0, max: COORDINATE_MAX, step: 8, unit: 'px' },
    group: 'place',
  },
  'place.facing': {
    label: 'Facing',
    help: 'Which way it looks, pushes and puts things down.',
    kind: {
      type: 'choice',
      choices: [
        { value: 'up', label: 'Up' },
        { value: 'down', label: 'Down' },
        { value: 'left', label: 'Left' },
        { value: 'right', label: 'Right' },
      ],
    },
    group: 'place',
  },
  pinned: {
    label: 'Pinned in place',
    help: 'On: nobody can drag, resize or put it away.',
    kind: FLAG,
    group: 'place',
    usual: false,
  },
  'look.sprite': {
    label: 'Drawing',
    help: 'What it looks like.',
    kind: { type: 'sprite' },
    group: 'look',
    usual: DEFAULT_LOOK.sprite,
  },
  'look.width': {
    label: 'Width',
    help: 'How wide it is, and how much room it takes up.',
    kind: SIZE,
    group: 'look',
    usual: DEFAULT_LOOK.width,
  },
  'look.height': {
    label: 'Height',
    help: 'How tall it is, and how much room it takes up.',
    kind: SIZE,
    group: 'look',
    usual: DEFAULT_LOOK.height,
  },
  'look.order': {
    label: 'Layer',
    help: 'Things with a higher number are drawn on top.',
    kind: { type: 'number', min: -ORDER_MAX, max: ORDER_MAX, step: 1, unit: '' },
    group: 'look',
    usual: DEFAULT_LOOK.order,
  },
  'look.tint': {
    label: 'Tint',
    help: 'Draws it in shades of this colour.',
    kind: COLOUR,
    group: 'look',
    usual: DEFAULT_LOOK.tint,
  },
  'look.angle': {
    label: 'Turned by',
    help: 'Turns its drawing, clockwise.',
    kind: { type: 'number', min: 0, max: 359, step: 15, unit: '°' },
    group: 'look',
    usual: DEFAULT_LOOK.angle,
  },
  'look.opacity': {
    label: 'Opacity',
    help: 'How much of its drawing shows; 0 is invisible.',
    kind: { type: 'number', min: 0, max: 100, step: 10, unit: '%' },
    group: 'look',
    usual: DEFAULT_LOOK.opacity,
  },
  'look.scale': {
    label: 'Scale',
    help: 'How large its drawing is. The room it takes up stays the same.',
    kind: { type: 'number', min: SCALE_MIN, max: SCALE_MAX, step: 10, unit: '%' },
    group: 'look',
    usual: DEFAULT_LOOK.scale,
  },
  passable: {
    label: 'People can walk through it',
    help: 'Off: people stop when they walk into it.',
    kind: FLAG,
    group: 'play',
    usual: DEFAULT_PROPERTIES.passable,
  },
  pushable: {
    label: 'It can be pushed',
    help: 'Off: it stays put, however hard anyone pushes.',
    kind: FLAG,
    group: 'play',
    usual: DEFAULT_PROPERTIES.pushable,
  },
  pickable: {
    label: 'It can be picked up',
    help: 'Off: nobody can carry it away.',
    kind: FLAG,
    group: 'play',
    usual: DEFAULT_PROPERTIES.pickable,
  },
  takeable: {
    label: 'It can be taken along',
    help: 'On: visitors may carry it out of this world. You can call it back.',
    kind: FLAG,
    group: 'play',
    usual: DEFAULT_PROPERTIES.takeable,
  },
  locked: {
    label: 'Locked: nobody can enter',
    help: 'On: nobody can walk in.',
    kind: FLAG,
    group: 'play',
    usual: DEFAULT_PROPERTIES.locked,
  },
  speed: {
    label: 'Speed',
    help: 'How fast it walks; 100 is normal.',
    kind: PERCENT,
    group: 'play',
    usual: DEFAULT_PROPERTIES.speed,
  },
  power: {
    label: 'Power',
    help: 'How far it pushes other things; 100 is normal.',
    kind: PERCENT,
    group: 'play',
    usual: DEFAULT_PROPERTIES.power,
  },
  weight: {
    label: 'Weight',
    help: 'How hard it is to push; 100 is normal.',
    kind: PERCENT,
    group: 'play',
    usual: DEFAULT_PROPERTIES.weight,
  },
  portal: {
    label: 'Leads to',
    help: 'Anyone who enters it arrives in this world.',
    kind: { type: 'address' },
    group: 'play',
    usual: DEFAULT_PROPERTIES.portal,
  },
  'colors.paper': {
    label: 'Paper',
    help: 'The colour of the floor.',
    kind: COLOUR,
    group: 'colors',
    usual: DEFAULT_COLORS.paper,
  },
  'colors.ink': {
    label: 'Ink',
    help: 'The colour of the text.',
    kind: COLOUR,
    group: 'colors',
    usual: DEFAULT_COLORS.ink,
  },
  'colors.title': {
    label: 'Headings',
    help: 'The colour of the headings.',
    kind: COLOUR,
    group: 'colors',
    usual: DEFAULT_COLORS.title,
  },
}

export const PROPS = Object.keys(SCHEMA) as readonly PropertySchema[]

export const propsOf = (group: PropertyGroup): readonly PropertySchema[] =>
  PROPS.filter((prop) => SCHEMA[prop].group === group)
