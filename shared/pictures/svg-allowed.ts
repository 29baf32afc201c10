// The parts that an SVG may have here. Everything else is left out: parts that run, fetch, move or listen,
// and parts of another language. The lists name harmless parts, never harmful ones: nobody knows all of
// those.
import { callsIn } from './svg-css.ts'

/**
 * Longest SVG, in bytes; deepest nesting; most elements, attributes of one, and letters of text. A map of a
 * town has less.
 */
export const SVG_BYTES_MAX = 1024 * 1024
export const DEPTH_MAX = 64
export const ELEMENTS_MAX = 20_000
export const ATTRIBUTES_MAX = 100
/** Most elements once every reference is drawn: eleven short lines can ask for a thousand million. */
export const DRAWN_MAX = 100_000
/** Longest chain of references: each is drawn inside another. */
export const CHAIN_MAX = 16

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/))

export const ELEMENTS: ReadonlySet<string> = words(`
  svg g defs symbol use title desc style path rect circle ellipse line polyline polygon text
  tspan textPath linearGradient radialGradient stop pattern clipPath mask marker switch
`)
/** Text belongs to these; elsewhere it is only white space. */
export const WITH_TEXT: ReadonlySet<string> = words(`
  text tspan textPath title desc
`)
/** References that may draw only with `href`. */
export const WITH_HREF: ReadonlySet<string> = words(`
  use textPath linearGradient radialGradient pattern
`)
/** Targets that cost next to nothing to refer to. */
export const GRADIENTS: ReadonlySet<string> = words(`
  linearGradient radialGradient
`)

/** Properties that CSS may set, too. */
export const PRESENTATION: ReadonlySet<string> = words(`
  alignment-baseline baseline-shift clip-path clip-rule color color-interpolation direction
  display dominant-baseline fill fill-opacity fill-rule font-family font-size font-size-adjust
  font-stretch font-style font-variant font-weight isolation letter-spacing line-height marker
  marker-end marker-mid marker-start mask mask-type mix-blend-mode opacity overflow
  paint-order shape-rendering stop-color stop-opacity stroke stroke-dasharray
  stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity
  stroke-width text-align text-anchor text-decoration text-rendering transform
  transform-origin vector-effect visibility white-space word-spacing writing-mode
`)

/** Shape and place. */
export const PLAIN: ReadonlySet<string> = words(`
  id class lang viewBox preserveAspectRatio width height x y x1 y1 x2 y2 cx cy r rx ry fx fy
  fr d points pathLength dx dy rotate textLength lengthAdjust startOffset method spacing side
  offset gradientUnits gradientTransform spreadMethod patternUnits patternContentUnits
  patternTransform clipPathUnits maskUnits maskContentUnits markerUnits markerWidth
  markerHeight refX refY orient version systemLanguage requiredExtensions
`)

/** Functions that a value may call; each of the others may fetch, or be one that does tomorrow. */
const CALLS: ReadonlySet<string> = words(`
  rgb rgba hsl hsla hwb lab lch oklab oklch calc min max clamp translate translatex translatey
  scale scalex scaley rotate skew skewx skewy matrix not is where nth-child nth-of-type
`)

const URL_CALL = /url\(\s*(["']?)#([\w.:-]+)\1\s*\)/gi

/**
 * The ids that a value of CSS refers to; null for a value that is not kept: with an escape, which can spell
 * anything, with a rule that fetches, with a call that is not known, or with an address.
 */
export function refersTo(value: string): readonly string[] | null {
  if (/[\\@<>]|&[#\w]+;/.test(value)) return null
  const ids: string[] = []
  const rest = value.replace(URL_CALL, (_all, _quote, id: string) => {
    ids.push(id)
    return ''
  })
  if (/:\/\/|script:|data:/i.test(rest)) return null
  return callsIn(rest).every((call) => CALLS.has(call.toLowerCase())) ? ids : null
}
