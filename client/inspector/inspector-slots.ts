// Parts of other rooms in the inspector; the screen of a world hands them in.
import { createContext, use, type ComponentType } from 'react'
import type { Address, ArtifactId, MemberId } from '../../shared/world/address.ts'
import type { World } from '../world/context/use-world.ts'
import type { PageEditorProps } from '../world/page-editor-props.ts'

/** A picture as the look of a thing; the size is in pixels of the floor. */
interface PictureLook {
  readonly sprite: string
  readonly width: number
  readonly height: number
}

export interface InspectorSlots {
  /** For a thing in limbo: who put it there, and how it comes back. */
  readonly LimboNote: ComponentType<{ readonly id: ArtifactId }>
  /** The button that saves a thing as a folder. */
  readonly SaveThing: ComponentType<{ readonly id: ArtifactId }>
  readonly PageEditor: ComponentType<PageEditorProps>
  /** Who gave a thing each of its values. */
  readonly ValueAuthors: ComponentType<{ readonly id: ArtifactId }>
  /** A list of the worlds that one knows, for a field that names it by its id. */
  readonly KnownWorlds: ComponentType<{ readonly id: string }>
  /** Asks where something leads: `chosen` is told. */
  readonly askDestination: (
    prompt: string,
    from: Address,
    chosen: (destination: { readonly address: Address }) => void,
  ) => Promise<void>
  /** Makes a file a look of things in a world; null where it is no picture that can be shown. */
  readonly prepareLook: (world: World, member: MemberId, file: File) => Promise<PictureLook | null>
}

export const InspectorSlotsContext = createContext<InspectorSlots | null>(null)

export function useInspectorSlots(): InspectorSlots {
  const slots = use(InspectorSlotsContext)
  if (slots === null) throw new Error('The inspector was not handed what other rooms put into it.')
  return slots
}
