// The process in which worlds' files are judged.
import { serve } from '../../workers/process-jobs.ts'
import { judgeFile } from './world-file-check.ts'

serve(judgeFile)
