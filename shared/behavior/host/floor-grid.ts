// The things on one floor, in squares, so that a search nearby does not look at everything.
import type { ArtifactId } from '../../world/address.ts'

/** Side of a square, in pixels: some things wide. */
const SQUARE = 256

/** Ids by the spot of their middle. Walking things are in no square: they are always looked at. */
export class Grid {
  readonly #squares = new Map<number, Set<ArtifactId>>()
  readonly #walking = new Set<ArtifactId>()

  add(id: ArtifactId, x: number, y: number): void {
    const key = keyOf(squareOf(x), squareOf(y))
    const square = this.#squares.get(key)
    if (square) square.add(id)
    else this.#squares.set(key, new Set([id]))
  }

  remove(id: ArtifactId, x: number, y: number): void {
    const key = keyOf(squareOf(x), squareOf(y))
    const square = this.#squares.get(key)
    square?.delete(id)
    if (square?.size === 0) this.#squares.delete(key)
  }

  addWalking(id: ArtifactId): void {
    this.#walking.add(id)
  }

  removeWalking(id: ArtifactId): void {
    this.#walking.delete(id)
  }

  get isEmpty(): boolean {
    return this.#squares.size === 0 && this.#walking.size === 0
  }

  /** All that may be so near to a spot, and some that are not. */
  *near(x: number, y: number, within: number): Iterable<ArtifactId> {
    yield* this.#walking
    const [left, right] = [squareOf(x - within), squareOf(x + within)]
    const [top, bottom] = [squareOf(y - within), squareOf(y + within)]
    if ((right - left + 1) * (bottom - top + 1) >= this.#squares.size) {
      for (const square of this.#squares.values()) yield* square
      return
    }
    for (let row = top; row <= bottom; row++) {
      for (let column = left; column <= right; column++) {
        const square = this.#squares.get(keyOf(column, row))
        if (square) yield* square
      }
    }
  }
}

function squareOf(pixels: number): number {
  return Math.floor(pixels / SQUARE)
}

/** A floor has some 80,000 squares each way at most. */
function keyOf(column: number, row: number): number {
  return row * 1_000_000 + column
}
