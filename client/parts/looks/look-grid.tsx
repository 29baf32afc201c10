// Every look that a thing can have, to choose from; fetched when it is shown.
import { Suspense } from 'react'
import { lazyWithRetry } from '../../browser/lazily.ts'

const Looks = lazyWithRetry(() => import('./look-search.tsx'))

interface SpriteGridProps {
  readonly chosen: string | null
  readonly onChoose: (sprite: string) => void
}

/** Every look that a thing can have, with a search. */
export function SpriteGrid({ chosen, onChoose }: SpriteGridProps) {
  return (
    <Suspense fallback={null}>
      <Looks chosen={chosen} onChoose={({ sprite }) => onChoose(sprite)} />
    </Suspense>
  )
}
