// Draws a formula; what draws it is fetched with the first one.
import './formula.css'

type Drawing = (place: HTMLElement, source: string, isBlock: boolean) => void

let drawing: Drawing | null = null

async function fetchDrawing(): Promise<Drawing> {
  const { putFormula } = await import('./formula-mathml.ts')
  drawing = putFormula
  return putFormula
}

/** Until it is drawn, and where it never is, a formula is its source. */
export function drawFormula(place: HTMLElement, source: string, isBlock: boolean): void {
  // At once, as soon as that can be: what an editor draws for a print is printed as it is then.
  if (drawing) return drawing(place, source, isBlock)
  place.textContent = source
  fetchDrawing().then((draw) => draw(place, source, isBlock), console.warn)
}
