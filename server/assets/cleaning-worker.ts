// The process that looks into pictures, one after the other.
import { PictureTrouble } from '../../shared/pictures/picture-bytes.ts'
import { serve } from '../workers/process-jobs.ts'
import { cleaned, type IdentifiedPicture } from './cleaned-picture.ts'

export type CleanResult =
  | { readonly ok: true; readonly picture: IdentifiedPicture }
  | { readonly ok: false; readonly code: PictureTrouble['code']; readonly text: string }

serve((raw: Uint8Array): CleanResult => {
  try {
    return { ok: true, picture: cleaned(raw) }
  } catch (error) {
    if (error instanceof PictureTrouble) return { ok: false, code: error.code, text: error.message }
    throw error
  }
})
