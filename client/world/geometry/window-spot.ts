// Where a thing is in the window, in the window's pixels, for code that brings it into view.
import type { Artifact } from '../../../shared/world/artifact.ts'
import type { Point, Viewport } from './viewport.ts'

/** From the window's corner; `room` is the window's own size. */
interface InWindow {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
  readonly room: { readonly width: number; readonly height: number }
}

/**
 * Where a box of a thing's size is, that has its corner at a spot of the floor; null while nothing is shown.
 */
export function inWindow(viewport: Viewport, { x, y }: Point, { look }: Artifact): InWindow | null {
  const { window, paper } = viewport
  if (!window || !paper) return null
  const room = window.getBoundingClientRect()
  const sheet = paper.getBoundingClientRect()
  const scale = viewport.scale()
  const left = sheet.left + x * scale - room.left
  const top = sheet.top + y * scale - room.top
  return { left, top, right: left + look.width * scale, bottom: top + look.height * scale, room }
}
