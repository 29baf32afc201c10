// Parts of other rooms on a floor; the screen of a world hands them in.
import type { ComponentType } from 'react'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { DrawnBand } from '../../world/geometry/drawn-band.ts'
import type { Viewport } from '../../world/geometry/viewport.ts'
import type { EditablePageProps } from '../../world/page-editor-props.ts'

export interface FloorSlots {
  readonly Page: ComponentType<EditablePageProps>
  /** The pointers of the others. */
  readonly Pointers: ComponentType<{ readonly host: ArtifactId; readonly viewport: Viewport }>
  /** The people on the floor. */
  readonly Figures: ComponentType<{ readonly host: ArtifactId; readonly band: DrawnBand }>
}
