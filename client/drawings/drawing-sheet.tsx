// The style sheets that hold the drawings of things, made when the client is built: each drawing is a
// picture, by day and by night. A thing's element then is one box with a background. Shapes in the page would
// each be an element of its own, and every drawing a piece that the browser puts together anew with each
// frame.
import type { ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { isWorded, WORDED_WIDTH } from './drawn-sprites.ts'

type Light = 'day' | 'night'
type DayAndNight = Readonly<Record<Light, string>>

const both = (day: string, night: string): DayAndNight => ({ day, night })

/** The pen that outlines all shapes. */
const PEN = both('#2e2b30', '#cfc9bc')

/** What shapes are made of, by their class: the colours that fill them. */
const MATERIALS: Readonly<Record<string, DayAndNight>> = {
  wood: both('#c08a54', '#7d5836'),
  gold: both('#eebb55', '#b98a34'),
  leaf: both('#7fa267', '#4d6e45'),
  stone: both('#b9b5ac', '#5b5a58'),
  slate: both('#5f6675', '#444b5a'),
  paper: both('#fffaf0', '#4a4a50'),
  red: both('#d2553e', '#a8452f'),
  clay: both('#c9714f', '#8f4f37'),
  sky: both('#b5d3dc', '#3f5d69'),
}

const LIGHT_PEN = both('#fffaf0', '#e8e4da')
const GLOW = both('#f6cf74', '#ffd98a')
const SHADOW = both('#3a2c1a', '#000')
const SHADOW_OPACITY = both('.16', '.5')

/** The attributes of a shape, for the class that names what it is. */
function inkOf(kind: string, light: Light): string {
  switch (kind) {
    case 'shade':
      return 'fill="#2e2b30" stroke="none" fill-opacity=".14"'
    case 'ink':
    case 'open':
      return 'fill="none"'
    case 'light':
      return `fill="none" stroke="${LIGHT_PEN[light]}"`
    case 'glow':
      return `fill="${GLOW[light]}" stroke="none" fill-opacity=".26"`
    case 'contact':
      return `fill="${SHADOW[light]}" stroke="none" fill-opacity="${SHADOW_OPACITY[light]}"`
    default: {
      const color = MATERIALS[kind]?.[light]
      if (color === undefined) throw new Error(`No shape is made of ${kind}.`)
      return `fill="${color}"`
    }
  }
}

/**
 * One sheet: a class `drawn-NAME` for each drawing, in the light of the paper that it stands on. Its pictures
 * lie over each other, the shadow where the thing touches the ground last, so that a place that wants no
 * shadow gives that one no size.
 */
export function drawingSheet(drawings: Readonly<Record<string, ReactNode>>): string {
  return Object.entries(drawings)
    .map(([name, shapes]) => {
      const [day, night] = [imagesOf(name, shapes, 'day'), imagesOf(name, shapes, 'night')]
      return `.drawn-${name}{background-image:var(--day,${day}) var(--night,${night})}`
    })
    .join('\n')
}

/** Each drawing as one SVG, in the two lights of a paper. */
export const drawnThings = (
  drawings: Readonly<Record<string, ReactNode>>,
): Record<string, Record<'light' | 'dark', string>> =>
  Object.fromEntries(
    Object.entries(drawings).map(([name, shapes]) => {
      const layers = layersOf(name, shapes).toReversed()
      const drawn = (light: Light): string => markupOf(layers, widthOf(name), light)
      return [name, { light: drawn('day'), dark: drawn('night') }]
    }),
  )

const imagesOf = (name: string, shapes: ReactNode, light: Light): string =>
  layersOf(name, shapes)
    .map((layer) => `url("${pictureOf(layer, widthOf(name), light)}")`)
    .join(',')

const widthOf = (name: string): number => (isWorded(name) ? WORDED_WIDTH : 64)

/** The one on top first. */
function layersOf(name: string, shapes: ReactNode): ReactNode[] {
  const width = widthOf(name)
  // A card lies, all else stands.
  const shadow =
    name === 'card' ? (
      <rect className="s-contact" x="3" y="5" width="108" height="58" rx="7" />
    ) : (
      <ellipse className="s-contact" cx={width / 2 + 1} cy="58" rx={width / 2 - 8} ry="4" />
    )
  // What has words on the floor has lines elsewhere.
  const lines = isWorded(name) ? [<path key="lines" className="s-ink" d="M18 19h60M18 28h42" />] : []
  return [...lines, ...(shapes === null ? [] : [shapes]), shadow]
}

/** The address of a picture, which is the picture itself. */
function pictureOf(shapes: ReactNode, width: number, light: Light): string {
  const drawn = markupOf(shapes, width, light)
  return `data:image/svg+xml,${drawn.replaceAll('"', "'").replaceAll(/[%#]/g, encodeURIComponent)}`
}

function markupOf(shapes: ReactNode, width: number, light: Light): string {
  const markup = renderToStaticMarkup(
    <svg
      xmlns="http://www.w3.org/2000/svg"
      viewBox={`0 0 ${width} 64`}
      preserveAspectRatio="xMidYMax"
      stroke={PEN[light]}
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {shapes}
    </svg>,
  )
  return markup
    .replaceAll(/class="s-(\w+)"/g, (_, kind: string) => inkOf(kind, light))
    .replaceAll(/><\/(?:path|circle|ellipse|rect)>/g, '/>')
}
