// SPDX-License-Identifier: Apache-2.0
#include "server/cli/desk_list.h"

enum err desk_list_begin(struct desk_list *list, struct desk *desk, struct verb_output *output,
                         struct error *error)
{
    enum err err;

    *list = (struct desk_list){.desk = desk, .output = output, .error = error};
    err = desk_view(desk, &list->view, error);
    json_begin(&list->json, &output->out);
    if (err == ERR_OK && output->json)
        json_array_open(&list->json, NULL);
    return err;
}

enum err desk_list_end(struct desk_list *list, enum err err)
{
    if (err == ERR_OK)
        err = list->err;
    if (err == ERR_OK && list->output->json) {
        json_array_close(&list->json);
        buffer_append_char(&list->output->out, '\n');
    }
    storage_close_view(list->view);
    return err;
}
