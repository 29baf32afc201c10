// The screens, each with its parameters from the browser's address.
import type { Address, ArtifactId, NodeName } from '../../shared/world/address.ts'
import type { Revision } from '../../shared/history/revision.ts'
import type { CopyId } from '../replica/storage/stored-rows.ts'

export type Route =
  | { readonly screen: 'home' }
  | { readonly screen: 'bin' }
  /**
   * `floor`: the thing whose floor is shown, when it is not the world's own. `at`: the moment of the past
   * that a link opens.
   */
  | {
      readonly screen: 'world'
      readonly address: Address
      readonly floor: ArtifactId | null
      readonly at?: Revision
    }
  | { readonly screen: 'copy'; readonly id: CopyId }
  | { readonly screen: 'reference' }
  | { readonly screen: 'account' }
  /** Looking after the node; `part` names what of it. */
  | { readonly screen: 'admin'; readonly part: string }
  /** Somebody was invited on another node, and takes it up as the person they are on this one. */
  | { readonly screen: 'invited'; readonly node: NodeName; readonly secret: string }
  | DoorRoute
  | { readonly screen: 'nowhere' }

/** Where a person without a session becomes somebody. `secret`: of the link they came by; '' without. */
export type DoorRoute =
  | { readonly screen: 'sign-in' }
  | { readonly screen: 'recovery' }
  | { readonly screen: 'join'; readonly secret: string }
  /** Typing the code of a slip. */
  | { readonly screen: 'code' }
  | { readonly screen: 'first'; readonly secret: string }
