// The first stop of a keyboard on a world: past the bar, to the world's content.
import type { Viewport } from '../../world/geometry/viewport.ts'
import './skip-link.css'

export function Skip({ viewport }: { readonly viewport: Viewport }) {
  function toPage(): void {
    const { window, paper } = viewport
    const page = paper?.querySelector<HTMLElement>('.cm-content[contenteditable="true"]')
    // Walkers and visitors go on among the things there.
    window?.setAttribute('tabindex', '-1')
    const to = page ?? window
    to?.focus({ preventScroll: true })
  }
  return (
    <button type="button" className="button skip" onClick={toPage}>
      To the page
    </button>
  )
}
