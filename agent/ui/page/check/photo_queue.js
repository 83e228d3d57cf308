// SPDX-License-Identifier: Apache-2.0
// Photos on their way from the camera to this tablet's program, one after the other. A photo counts
// as saved only after the durable answer; until then the page says so and warns before it is left.

/**
 * One photo under way. The same `once` is sent again until it is answered, so a photo whose answer
 * was lost is saved once.
 * @typedef {object} PhotoJob
 * @property {string} id of the job, also its `once`
 * @property {string} group what it belongs to in the page, such as an item
 * @property {string} path of the route
 * @property {Record<string, string>} query the route's other parameters
 * @property {Blob & {name?: string, lastModified?: number}} file
 * @property {string} person who took it: nobody else's session saves it
 * @property {"waiting" | "saving" | "refused"} state
 * @property {unknown} [error] why it was refused
 *
 * @typedef {object} PhotoQueueOptions
 * @property {(job: PhotoJob) => Promise<any>} send resolves with the durable answer
 * @property {(jobs: PhotoJob[]) => void} changed told of every change
 * @property {() => string} once makes a new id
 * @property {() => string | null} person whose session is open; null: none
 * @property {(error: unknown) => boolean} waits whether to stop and go on later: the session ended
 */

/** The queue of this page. */
export class PhotoQueue {
    /** @param {PhotoQueueOptions} options */
    constructor(options) {
        this.options = options;
        /** @type {PhotoJob[]} */
        this.jobs = [];
        /** @type {Map<string, {done: (answer: any) => void, failed: (error: unknown) => void}>} */
        this.waiting = new Map();
        /** @type {Map<string, {done: number, total: number}>} */
        this.batches = new Map();
        this.running = false;
    }

    /**
     * How far a group is since it was last empty: "2 of 5".
     * @param {string} group
     * @returns {{done: number, total: number}}
     */
    progress(group) {
        return this.batches.get(group) ?? { done: 0, total: 0 };
    }

    /** @param {string} group @param {"done" | "total"} what @param {number} by */
    counted(group, what, by) {
        const now = this.progress(group);
        this.batches.set(group, { ...now, [what]: now[what] + by });
        if (!this.jobs.some((job) => job.group === group)) this.batches.delete(group);
    }

    /** @param {PhotoJob[]} jobs */
    set(jobs) {
        this.jobs = jobs;
        this.options.changed(jobs);
    }

    /** @param {string} id @param {Partial<PhotoJob>} change */
    alter(id, change) {
        this.set(this.jobs.map((job) => (job.id === id ? { ...job, ...change } : job)));
    }

    /**
     * Takes a photo in.
     * @param {Pick<PhotoJob, "group" | "path" | "query" | "file">} photo of the person who is in
     * @returns {Promise<any>} the durable answer; fails when it is refused, or given up later
     */
    add(photo) {
        const id = this.options.once();
        const person = this.options.person() ?? "";
        this.jobs = [...this.jobs, { ...photo, id, person, state: "waiting" }];
        this.counted(photo.group, "total", 1);
        this.options.changed(this.jobs);
        const answer = new Promise((done, failed) => this.waiting.set(id, { done, failed }));
        this.go();
        return answer;
    }

    /** Sends what waits, one at a time; also to be called when a session is opened again. */
    async go() {
        if (this.running) return;
        this.running = true;
        for (let job = this.next(); job; job = this.next()) if (!(await this.sendOne(job))) break;
        this.running = false;
    }

    /** @returns {PhotoJob | undefined} */
    next() {
        const person = this.options.person();
        return this.jobs.find((job) => job.state === "waiting" && job.person === person);
    }

    /**
     * @param {PhotoJob} job
     * @returns {Promise<boolean>} whether to go on with the next
     */
    async sendOne(job) {
        this.alter(job.id, { state: "saving" });
        try {
            const answer = await this.options.send(job);
            this.jobs = this.jobs.filter((other) => other.id !== job.id);
            this.counted(job.group, "done", 1);
            this.options.changed(this.jobs);
            this.settle(job.id)?.done(answer);
            return true;
        } catch (error) {
            const waits = this.options.waits(error);
            this.alter(job.id, waits ? { state: "waiting" } : { state: "refused", error });
            if (!waits) this.settle(job.id)?.failed(error);
            return !waits;
        }
    }

    /** @param {string} id */
    settle(id) {
        const waiting = this.waiting.get(id);
        this.waiting.delete(id);
        return waiting;
    }

    /** Tries the refused ones again. @param {string} [group] of this group only */
    again(group) {
        const back = (/** @type {PhotoJob} */ job) =>
            job.state === "refused" && (group === undefined || job.group === group);
        this.set(this.jobs.map((job) => (back(job) ? { ...job, state: "waiting" } : job)));
        return this.go();
    }

    /** Gives a refused photo up: the person wants it so. @param {string} id */
    drop(id) {
        const given = this.jobs.find((job) => job.id === id && job.state === "refused");
        if (!given) return;
        this.jobs = this.jobs.filter((job) => job !== given);
        this.counted(given.group, "total", -1);
        this.options.changed(this.jobs);
    }
}

/**
 * How many of a group are not saved yet, and how many of them were refused.
 * @param {PhotoJob[]} jobs
 * @param {string} [group]
 */
export function unsaved(jobs, group) {
    const own = jobs.filter((job) => group === undefined || job.group === group);
    return { count: own.length, refused: own.filter((job) => job.state === "refused") };
}
