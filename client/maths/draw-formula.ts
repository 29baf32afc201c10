// Draws a formula; what draws it is fetched with the first one.
import './formula.css'

/** Until it is drawn, and where it never is, a formula is its source. */
export function drawFormula(place: HTMLElement, source: string, isBlock: boolean): void {
  place.textContent = source
  import('./formula-mathml.ts').then(({ putFormula }) => putFormula(place, source, isBlock), console.warn)
}
