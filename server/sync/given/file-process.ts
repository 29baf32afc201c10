// The process in which worlds' files are judged.
import { serve } from '../../work/serve.ts'
import { judgeFile } from './file.ts'

serve(judgeFile)
