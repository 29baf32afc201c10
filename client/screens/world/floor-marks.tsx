// What lies over the things of a floor: the others' pointers, or, in the past, what changed; and who wrote
// what, where somebody asks for it.
import { Suspense } from 'react'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { lazyWithRetry } from '../../browser/lazily.ts'
import Pointers from '../../people/pointers.tsx'
import { useWorld } from '../../world/context/use-world.ts'
import { useAuthorsShown } from '../../world/timeline-shown.ts'
import type { Viewport } from '../../world/geometry/viewport.ts'

const AuthorMarks = lazyWithRetry(() => import('../../history/authors/author-marks.tsx'))
const PastMarks = lazyWithRetry(() => import('../../history/changes/past-marks.tsx'))

interface FloorMarksProps {
  readonly host: ArtifactId
  readonly viewport: Viewport
}

export default function FloorMarks(props: FloorMarksProps) {
  const isPast = useWorld().past !== null
  const isSigned = useAuthorsShown()
  return (
    <>
      {!isPast && <Pointers {...props} />}
      <Suspense fallback={null}>
        {isPast && <PastMarks {...props} />}
        {isSigned && <AuthorMarks {...props} />}
      </Suspense>
    </>
  )
}
