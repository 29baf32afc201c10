// All ways that a figure looks, in one bitmap: in a crowd each person is a piece of that, which costs a tenth
// of a drawing of their own when they turn. Made by the drawing itself, so that both are one.
import { createRoot } from 'react-dom/client'
import { flushSync } from 'react-dom'
import type { Facing } from '../../shared/world/place.ts'
import { encodeUnspoiled, openCanvas } from '../pictures/spoiled-canvas.ts'
import { FigureDrawing } from './figure-drawing.tsx'
import styles from './figures.css?inline'

const FACINGS: readonly Facing[] = ['down', 'left', 'up', 'right']
/**
 * A drawing of 40 by 56 with room for the parts that reach over it, in pixels; as the style sheet of people
 * has it.
 */
const CELL = { width: 52, height: 64, left: 6, top: 4 }
/** By day, and below by night. */
const LIGHTS = ['light', 'dark'] as const
/** Sharp on most screens, and on a floor that is looked at closely. */
const DENSITY = 2

export interface SheetLook {
  /** As a look names it. */
  readonly sprite: string
  /** `#rrggbb` */
  readonly color: string
}

/** Draws a sheet; resolves with its address. Rejects where the browser spoils what is drawn. */
export async function drawSheet(look: SheetLook): Promise<string> {
  const picture = new Image()
  picture.src = `data:image/svg+xml,${encodeURIComponent(markupOf(look))}`
  await picture.decode()
  const width = CELL.width * FACINGS.length * DENSITY
  const height = CELL.height * LIGHTS.length * DENSITY
  const context = openCanvas(width, height)
  context.drawImage(picture, 0, 0, width, height)
  const sheet = await encodeUnspoiled(context.canvas, (canvas) => canvas.convertToBlob())
  if (sheet === null) throw new Error('this browser spoils what is drawn on a canvas')
  return URL.createObjectURL(sheet)
}

function markupOf({ sprite, color }: SheetLook): string {
  const host = document.createElement('div')
  const root = createRoot(host)
  flushSync(() =>
    root.render(
      FACINGS.map((facing) => (
        <FigureDrawing key={facing} sprite={sprite} facing={facing} isKneeling={false} />
      )),
    ),
  )
  const drawings = [...host.querySelectorAll('svg')].map((drawing, at) => {
    drawing.setAttribute('x', `${at * CELL.width + CELL.left}`)
    drawing.setAttribute('y', `${CELL.top}`)
    drawing.setAttribute('width', '40')
    drawing.setAttribute('height', '56')
    return new XMLSerializer().serializeToString(drawing)
  })
  root.unmount()
  const size = `width="${CELL.width * FACINGS.length}" height="${CELL.height * LIGHTS.length}"`
  const rows = LIGHTS.map(
    (light, at) =>
      `<g style="color-scheme: ${light}" transform="translate(0 ${at * CELL.height})">${drawings.join('')}</g>`,
  )
  const sheet = `<style>:root { --who: ${color}; } ${styles}</style>${rows.join('')}`
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${sheet}</svg>`
}
