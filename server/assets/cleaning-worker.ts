// The process that looks into pictures, one after the other.
import { PictureTrouble } from '../../shared/pictures/picture-bytes.ts'
import { serve } from '../workers/process-jobs.ts'
import { cleaned, type NamedPicture } from './cleaned-picture.ts'

export type CleanResult =
  | { readonly ok: true; readonly picture: NamedPicture }
  | { readonly ok: false; readonly code: PictureTrouble['code']; readonly text: string }

serve((raw: Uint8Array): CleanResult => {
  try {
    return { ok: true, picture: cleaned(raw) }
  } catch (error) {
    if (error instanceof PictureTrouble) return { ok: false, code: error.code, text: error.message }
    throw error
  }
})
