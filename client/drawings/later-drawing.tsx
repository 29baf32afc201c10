// The drawings that are fetched with the first thing that has one of them.
import type { LaterSprite } from './drawn-sprites.ts'
import 'virtual:later-drawings.css'

export default function LaterDrawing({ sprite }: { readonly sprite: LaterSprite }) {
  return <span className={`sprite drawn drawn-${sprite}`} aria-hidden="true" />
}
